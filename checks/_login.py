"""Does the server of a direction let the customer in, and if not, is it the password?"""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.api import (
    Break,
    Case,
    Check,
    Code,
    Contrast,
    Contrasts,
    Direction,
    Evidence,
    Field,
    Link,
    Login,
    LoginFact,
    Outcome,
    Probe,
    Proof,
    Question,
    Refusal,
    Said,
    Status,
    Title,
)

from ._side import NAMES, code, target, text


def check(direction: Direction) -> Check:
    """The check `incoming.login` or `outgoing.login`."""
    d = direction

    username = code(d, "username-form", Field.of(d, "username"), Link.LOGIN,
        ("{SIDE.username:label}「{username}」では断られ、「{new_username}」では入れます。",
         "サーバーの求める書き方と違います。パスワードは合っています。",
         "{SIDE.username:label}を {new_username} に変えてください。"),
        ("{SIDE.username:label} \"{username}\" is refused, \"{new_username}\" is accepted.",
         "The server wants another form of the name. The password is right.",
         "Set {SIDE.username:label} to {new_username}."))  # fmt: skip
    spelling = code(d, "username-spelling", Field.of(d, "username"), Link.LOGIN,
        ("{SIDE.username:label}の欄に、名前の一部ではない文字(全角や空白)が入っています。",
         "見た目は同じでも、サーバーには別の名前に見えます。",
         "{repaired} と半角で入れ直してください。"),
        ("{SIDE.username:label} holds characters that are no part of it (full-width letters, spaces).",
         "It looks the same, but to the server it is another name.",
         "Type {repaired} again, in plain letters."))  # fmt: skip
    auth = code(d, "auth-mismatch", Field.of(d, "auth"), Link.CAPABILITIES,
        ("{host} は{SIDE.auth:label}「{auth:value}」を受け付けません。",
         "サーバーが用意しているのは {offered} です。",
         "{SIDE.auth:label}を「{new_auth:value}」に変えてください。"),
        ("{host} does not offer {SIDE.auth:label} = {auth:value}.",
         "What it offers is {offered}.",
         "Set {SIDE.auth:label} to {new_auth:value}."))  # fmt: skip
    nothing_offered = Code(f"{d.value}-no-login-offered", Status.FAIL, Field.SERVER_SERVICE, Link.CAPABILITIES,
        text(d, "{host} は、どの方式のログインも用意していません。",
             "答えるほかの番号でも同じです。[JA]用のサーバーではないか、サーバーの設定の不備です。",
             "メール会社に、[JA]でログインするサーバー名と番号を聞いてください。"),
        text(d, "{host} offers no way to log in.",
             "Its other ports do not either: it is no server for [EN] mail, or it is set up wrongly.",
             "Ask the mail provider for the server and port at which to log in for [EN] mail."))  # fmt: skip
    auth_refused = code(d, "auth-refused", Field.of(d, "auth"), Link.LOGIN,
        ("{SIDE.auth:label}「{auth:value}」では断られ、「{new_auth:value}」では入れます。",
         "ユーザー名とパスワードは合っています。",
         "{SIDE.auth:label}を「{new_auth:value}」に変えてください。"),
        ("{SIDE.auth:label} = {auth:value} is refused, {new_auth:value} is accepted.",
         "User name and password are right.",
         "Set {SIDE.auth:label} to {new_auth:value}."))  # fmt: skip
    password = code(d, "password-refused", Field.of(d, "password"), Link.LOGIN,
        ("[JA]サーバーがログインを断りました。パスワード違いの可能性が高いです。",
         "アカウントが止められていても、同じ返事になることがあります。サーバーの返事: {reply:value}",
         "ウェブメールで確かめ、だめなら管理画面で作り直して、このアドレスを使う端末すべてに入れ直してください。"),
        ("The [EN] server refused the login; the password is probably wrong.",
         "A stopped account can get the same answer. The server says: {reply:value}",
         "Try the web mail; if it refuses too, set a new password and enter it on every device."))  # fmt: skip

    def other(name: str, field: Field, ja: tuple[str, str, str], en: tuple[str, str, str]) -> Code:
        return Code(f"{d.value}-{name}", Status.FAIL, field, Link.LOGIN, text(d, *ja), text(d, *en))

    app_password = other("app-password-needed", Field.ACCOUNT_ACCESS,
        ("ふだんのパスワードでは入れず、メールソフト用の専用パスワードが要ります。",
         "サーバーの返事: {reply:value}",
         "メール会社の画面で「アプリ パスワード」を作り、それを入れてください。"),
        ("The usual password is not accepted here; an app password is needed.",
         "The server says: {reply:value}",
         "Create an app password on the provider's page, and use it."))  # fmt: skip
    token_only = other("token-only", Field.ACCOUNT_ACCESS,
        ("このサーバーは、パスワードでのログインをやめています(または許可していません)。",
         "サーバーの返事: {reply:value}",
         "管理画面で許可するか、「Microsoft / Google でログイン」(OAuth2)の方式でアカウントを追加し直してください。"),
        ("This server no longer takes passwords, or they are switched off for this account.",
         "The server says: {reply:value}",
         "Allow it in the admin panel, or add the account again with \"sign in with …\" (OAuth2)."))  # fmt: skip
    disabled = other("account-disabled", Field.MAILBOX_DISABLED,
        ("このアカウント、または[JA]の使い方が止められています。",
         "サーバーの返事: {reply:value}",
         "契約している人が、管理画面でアカウントの状態を確かめてください。"),
        ("This account, or its use for [EN] mail, is switched off.",
         "The server says: {reply:value}",
         "Whoever holds the contract should look at the account in the admin panel."))  # fmt: skip
    locked = other("account-locked", Field.MAILBOX_LOCKED,
        ("今はログインできません(使用中、または続けて失敗したための一時停止)。",
         "これ以上は試していません。サーバーの返事: {reply:value}",
         "古いパスワードのままの端末を止め、30 分ほど待ってから試してください。"),
        ("No login is possible just now (in use, or held after failures).",
         "Nothing more was tried. The server says: {reply:value}",
         "Stop devices that still have an old password, wait half an hour, then try again."))  # fmt: skip
    temporary = other("login-deferred", Field.SERVER_SERVICE,
        ("サーバーの都合で、今はログインを受け付けていません。",
         "設定やパスワードの間違いではありません。サーバーの返事: {reply:value}",
         "しばらく待ってから試してください。設定は変えないでください。"),
        ("The server takes no logins at the moment.",
         "Neither settings nor password are to blame. The server says: {reply:value}",
         "Wait and try again. Leave the settings as they are."))  # fmt: skip
    broken = other("login-broken", Field.SERVER_SERVICE,
        ("ログインの途中でサーバーとの通信が切れました。",
         "入れたかどうか分かりません。同じ試しは繰り返していません。サーバーの返事: {reply:value}",
         "続くようなら、メール会社に時刻を伝えて聞いてください。"),
        ("The connection broke during the login.",
         "Whether it would have succeeded is not known; it was not repeated. The server says: {reply:value}",
         "If it goes on, give the time to the mail provider and ask."))  # fmt: skip
    needed = code(d, "auth-needed", Field.of(d, "auth"), Link.LOGIN,
        ("{host} は、ログインしないと送らせません。",
         "サーバーの返事: {reply:value}",
         "「{SIDE.auth:label}」を入れ、受信と同じユーザー名とパスワードを使ってください。"),
        ("{host} does not let anybody send without logging in.",
         "The server says: {reply:value}",
         "Switch {SIDE.auth:label} on, with the user name and password of the incoming server."))  # fmt: skip
    held = Code(
        "login-budget-spent", Status.SKIP, None, Link.LOGIN,
        text(d, "[JA]のログインは試していません({until} から試せます)。",
             "続けて断られるとアカウントが止められるので、控えました({why})。"),
        text(d, "The [EN] login was not tried (it may be from {until}).",
             "More refusals could lock the account, so it was held back ({why})."),
    )  # fmt: skip
    withheld = Code(
        f"{d.value}-login-withheld", Status.SKIP, None, Link.LOGIN,
        text(d, "パスワードを {host} へ送ってよいか分からないので、[JA]のログインは試していません。",
             "設定にもドメインにもない名前のサーバーです。よければ --login-host {host} を付けてください。"),
        text(d, "The [EN] login was not tried: whether {host} may be given the password is open.",
             "It is neither in the settings nor under the domain. If it may, add --login-host {host}."),
    )  # fmt: skip
    untested = Code(
        f"{d.value}-login-untested", Status.SKIP, None, Link.LOGIN,
        text(d, "[JA]のログインは試していません(ログインの手前まで正常)。"),
        text(d, "The [EN] login was not tried (all is well up to it)."),
    )  # fmt: skip
    good = Code(
        f"{d.value}-login-accepted", Status.PASS, None, Link.LOGIN,
        text(d, "[JA]のログインは成功です({mechanism})。"),
        text(d, "The [EN] login was accepted ({mechanism})."),
    )  # fmt: skip
    codes = {
        Break.USERNAME: username,
        Break.AUTH_NOT_OFFERED: auth,
        Break.AUTH_REFUSED: auth_refused,
        Break.AUTH_NEEDED: needed,
        Break.PASSWORD: password,
        Break.APP_PASSWORD: app_password,
        Break.TOKEN_ONLY: token_only,
        Break.DISABLED: disabled,
        Break.LOCKED: locked,
        Break.TEMPORARY: temporary,
        Break.LOGIN_BROKEN: broken,
    }
    if d is Direction.INCOMING:
        del codes[Break.AUTH_NEEDED]

    def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
        """Logins are nobody's own: the search names them, so that the budget has one customer."""
        yield from ()

    def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
        for contrast in contrasts.seen(d, *codes):
            if contrast.what is Break.AUTH_NOT_OFFERED and contrast.field is Field.SERVER_SERVICE:
                yield nothing_offered.of(contrast)
                continue
            if contrast.what is Break.AUTH_NOT_OFFERED and contrast.field is not Field.of(d, "auth"):
                continue
            yield codes[contrast.what].of(contrast)
            if contrast.what is Break.PASSWORD:
                yield _ask_webmail(contrast)
        for contrast in contrasts.seen(d, Break.SPELLING):
            if contrast.field is Field.of(d, "username"):
                yield spelling.of(contrast)
        side = contrasts.sides.get(d)
        if side is None:
            return
        fact = evidence.get(side.login) if isinstance(side.login, Login) else None
        if fact is not None and fact.accepted and isinstance(side.login, Login):
            yield good(side.login, mechanism=fact.mechanism)
        elif fact is not None and fact.outcome is Outcome.NOT_GRANTED and isinstance(side.login, Login):
            yield from _withheld(side.login, fact, held, withheld)
        elif fact is None and side.proof is Proof.AUTH_OFFERED:
            yield untested(*((side.target,) if side.target is not None else ()))

    ja, en = NAMES[direction]
    return Check(
        f"{direction.value}.login",
        Title(f"{ja}のログイン", f"{en.capitalize()} login"),
        (Login,),
        probes,
        judge,
        (*codes.values(), nothing_offered, spelling, held, withheld, untested, good),
        target(direction),
    )


def _withheld(login: Login, fact: LoginFact, held: Code, withheld: Code) -> Iterator[Said]:
    if fact.refusal is Refusal.HELD_BACK:
        yield held(login, until=(fact.not_before or "")[:16].replace("T", " "), why=fact.trouble)
    else:
        yield withheld(login, host=login.endpoint.host)


def _ask_webmail(contrast: Contrast) -> Question:
    """The one thing that tells a wrong password from a stopped account."""
    return Question(
        "webmail-login",
        ja="このパスワードで、ブラウザーのウェブメールに入れますか"
        "(入れる: メールソフトの打ち間違いか古い保存。入れない: パスワード違いか、アカウントの停止)",
        en="Does this password open the web mail in a browser"
        " (yes: it is mistyped or outdated in the client; no: it is wrong, or the account is stopped)?",
        settles=(contrast.field, *contrast.suspects),
        probes=contrast.probes,
    )
