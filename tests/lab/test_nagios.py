"""A real Nagios runs the check command and reads what it prints: state, text and figures."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

_LONGEST_S = 90
_CONFIG = """\
log_file={folder}/nagios.log
cfg_file={folder}/objects.cfg
object_cache_file={folder}/objects.cache
precached_object_file={folder}/objects.precache
status_file={folder}/status.dat
status_update_interval=1
lock_file={folder}/nagios.pid
temp_file={folder}/nagios.tmp
temp_path={folder}
check_result_path={folder}/results
state_retention_file={folder}/retention.dat
command_file={folder}/nagios.cmd
query_socket={folder}/nagios.qh
nagios_user=root
nagios_group=root
use_syslog=0
check_external_commands=0
enable_notifications=0
execute_host_checks=0
service_inter_check_delay_method=n
max_service_check_spread=1
service_check_timeout=80
illegal_macro_output_chars=`~$&|'"<>
"""
_OBJECTS = """\
define command {{
  command_name  check_mail_account
  command_line  {python} -m maildoctor demo $ARG1$ --lang $ARG2$ --format nagios
}}
define timeperiod {{
  timeperiod_name  always
  alias            always
  monday           00:00-24:00
  tuesday          00:00-24:00
  wednesday        00:00-24:00
  thursday         00:00-24:00
  friday           00:00-24:00
  saturday         00:00-24:00
  sunday           00:00-24:00
}}
define contact {{
  contact_name                   nobody
  host_notifications_enabled     0
  service_notifications_enabled  0
  host_notification_period       always
  service_notification_period    always
  host_notification_commands     check_mail_account
  service_notification_commands  check_mail_account
}}
define host {{
  host_name              mail
  address                127.0.0.1
  max_check_attempts     1
  check_period           always
  notification_period    always
  contacts               nobody
}}
"""
_SERVICE = """\
define service {{
  host_name              mail
  service_description    {scenario} {lang}
  check_command          check_mail_account!{scenario}!{lang}
  max_check_attempts     1
  check_interval         60
  retry_interval         60
  check_period           always
  notification_period    always
  contacts               nobody
}}
"""
_ASKED = (("healthy", "en"), ("smtp-587-as-tls", "ja"), ("no-such-scenario", "en"))


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Mapping[str, str]]:
    """What Nagios knows of each service after its first check, by description."""
    program = shutil.which("nagios4", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None or os.geteuid() != 0:
        reason = "it needs root and nagios4; tests/lab/install.sh installs it"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("nagios")
    (folder / "results").mkdir()
    (folder / "nagios.cfg").write_text(_CONFIG.format(folder=folder), "utf-8")
    objects = _OBJECTS.format(python=sys.executable)
    objects += "".join(_SERVICE.format(scenario=scenario, lang=lang) for scenario, lang in _ASKED)
    (folder / "objects.cfg").write_text(objects, "utf-8")
    running = subprocess.Popen(
        [program, str(folder / "nagios.cfg")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder
    )
    try:
        until = time.monotonic() + _LONGEST_S
        while time.monotonic() < until and running.poll() is None:
            found = _services(folder / "status.dat")
            if len(found) == len(_ASKED) and all(one["has_been_checked"] == "1" for one in found.values()):
                return found
            time.sleep(0.5)
        raise AssertionError((folder / "nagios.log").read_text("utf-8", "replace"))
    finally:
        running.terminate()
        running.wait(20)


def _services(status: Path) -> Mapping[str, Mapping[str, str]]:
    text = status.read_text("utf-8") if status.exists() else ""
    blocks = re.findall(r"(?m)^servicestatus \{\n(.*?)^\t\}", text, re.DOTALL)
    known = [dict(line.strip().partition("=")[::2] for line in block.splitlines()) for block in blocks]
    return {one["service_description"]: one for one in known}


@pytest.mark.lab
@pytest.mark.parametrize(
    ("service", "state", "begins"),
    [
        ("healthy en", "0", "OK - info@aoba.example: "),
        ("smtp-587-as-tls ja", "2", "CRITICAL - info@aoba.example: "),
        ("no-such-scenario en", "3", "UNKNOWN - "),
    ],
)
def test_nagios_takes_over_state_and_text(
    service: str, state: str, begins: str, services: Mapping[str, Mapping[str, str]]
) -> None:
    found = services[service]
    assert found["current_state"] == state
    assert found["plugin_output"].startswith(begins)
    assert "|" not in found["plugin_output"] + found["long_plugin_output"]


@pytest.mark.lab
def test_nagios_finds_every_figure(services: Mapping[str, Mapping[str, str]]) -> None:
    figures = dict(one.split("=") for one in services["healthy en"]["performance_data"].split(" "))
    assert {"time", "incoming_time", "outgoing_time", "incoming_certificate_days", "messages", "quota"} <= set(figures)
    assert figures["incoming_certificate_days"].endswith(";14:;0:")
    assert figures["time"].partition(";")[0].endswith("s")
    assert services["no-such-scenario en"]["performance_data"] == ""


@pytest.mark.lab
def test_the_text_below_the_first_line_arrives_in_japanese(services: Mapping[str, Mapping[str, str]]) -> None:
    below = services["smtp-587-as-tls ja"]["long_plugin_output"]
    assert "送信" in below
    assert "STARTTLS" in below
