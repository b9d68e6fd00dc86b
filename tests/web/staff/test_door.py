"""The desk's door: who comes in, who does not, and what another site can do."""

import hashlib
import time
from contextlib import closing
from datetime import datetime, timedelta

import pytest
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from index.facts.errors import StoreError
from index.store.opening import open_logins, open_members
from index.store.relational.service.logins import LoginTable
from tests.web.staff.conftest import ADMINISTRATOR, AGENT
from web.rates import Rate, SharedRate
from web.server import guarded
from web.settings import DeskSettings, Serving
from web.staff import sessions as sessions_module
from web.staff.door import COOKIE, TRIES_A_MINUTE, Access, person_of
from web.staff.people import People, Role
from web.staff.sessions import Sessions

OURS = {"origin": "http://testserver"}


async def who(request: Request) -> JSONResponse:
    person = person_of(request)
    return JSONResponse([person.name, person.role] if person else None)


def site(access, peer="9.9.9.9", **serving):
    rest = Route("/{rest:path}", who, methods=["GET", "POST"])
    routes = [Mount("/desk", Starlette(routes=[rest])), Route("/", who), Route("/deskless", who)]
    application = Starlette(routes=routes, middleware=guarded(Serving(**serving), access=access))
    return TestClient(application, client=(peer, 50000), follow_redirects=False)


@pytest.fixture
def access(people, logins):
    return Access(people, Sessions(logins, 12))


def logged_in(client, name, password, **headers):
    return client.post("/desk/login", data={"name": name, "password": password}, headers=OURS | headers)


def test_a_stranger_sees_the_public_pages_and_the_log_in_alone(access):
    client = site(access)
    assert client.get("/").json() is None and client.get("/deskless").json() is None
    sent = client.get("/desk?view=desk")
    assert (sent.status_code, sent.headers["location"]) == (303, "/desk/login?view=desk")
    assert client.get("/desk/").status_code == 303
    for path in ("/desk/config", "/desk/gradio_api/queue/data", "/desk/gradio_api/heartbeat/x", "/desk//"):
        assert client.get(path).status_code == 401, path
    for path in ("/desk", "/desk/gradio_api/queue/join", "/desk/gradio_api/upload"):
        assert client.post(path, headers=OURS).status_code == 401, path
    assert "password" in client.get("/desk/login").text


def test_who_logs_in_is_known_by_a_cookie_that_scripts_and_other_sites_do_not_get(access):
    client = site(access)
    sent = logged_in(client, *AGENT)
    assert (sent.status_code, sent.headers["location"]) == (303, "/desk")
    kept = sent.headers["set-cookie"]
    assert "HttpOnly" in kept and "SameSite=strict" in kept and "Path=/desk" in kept
    assert "Secure" not in kept
    there = client.get("/desk")
    assert there.json() == ["王芳", "坐席"] and there.headers["cache-control"] == "no-store"
    assert client.get("/").json() is None


def test_behind_https_the_cookie_never_goes_over_http(access):
    client = site(access, peer="10.0.0.1", trusted_proxies="10.0.0.1")
    sent = logged_in(client, *AGENT, **{"x-forwarded-proto": "https", "x-forwarded-for": "8.8.8.8"})
    assert "Secure" in sent.headers["set-cookie"]
    sent = logged_in(site(access), *AGENT, **{"x-forwarded-proto": "https"})
    assert sent.status_code == 303 and "Secure" not in sent.headers["set-cookie"]


def test_who_logs_out_or_is_taken_out_or_gets_a_new_password_is_out_at_once(access, people):
    client = site(access)
    logged_in(client, *AGENT)
    token = client.cookies[COOKIE]
    client.post("/desk/logout", headers=OURS)
    kept = {"cookie": f"{COOKIE}={token}"}
    assert client.get("/desk", headers=kept).status_code == 303
    logged_in(client, *AGENT)
    people.put(AGENT[0], Role.AGENT, "a-new-password")
    assert client.get("/desk").status_code == 303
    logged_in(client, *ADMINISTRATOR)
    assert client.get("/desk").json() == ["李强", "管理"]
    people.put(ADMINISTRATOR[0], Role.AGENT, ADMINISTRATOR[1])
    logged_in(client, *ADMINISTRATOR)
    people.remove(ADMINISTRATOR[0])
    assert client.get("/desk").status_code == 303


def test_a_session_ends_after_its_hours_and_is_forgotten(people, logins):
    now = [datetime(2026, 11, 30)]
    client = site(Access(people, Sessions(logins, 2, lambda: now[0])))
    logged_in(client, *AGENT)
    digest = hashlib.sha256(client.cookies[COOKIE].encode()).hexdigest()
    now[0] += timedelta(hours=2, seconds=-1)
    assert client.get("/desk").status_code == 200
    now[0] += timedelta(seconds=1)
    assert client.get("/desk").status_code == 303 and logins.find(digest) is not None
    logged_in(client, *ADMINISTRATOR)
    assert logins.find(digest) is None


def test_every_replica_knows_who_logged_in_and_out_and_a_restart_leaves_him(people, logins, tmp_path):
    here, there = (site(Access(people, Sessions(logins, 12))) for _ in range(2))
    logged_in(here, *AGENT)
    token = here.cookies[COOKIE]
    kept = {"cookie": f"{COOKIE}={token}"}
    assert there.get("/desk", headers=kept).json() == ["王芳", "坐席"]
    with closing(open_logins(tmp_path)) as opened:
        again = site(Access(people, Sessions(opened, 12)))
        assert again.get("/desk", headers=kept).json() == ["王芳", "坐席"]
        there.post("/desk/logout", headers=OURS | kept)
        for client in (here, there, again):
            assert client.get("/desk", headers=kept).status_code == 303


@pytest.mark.sqlite
def test_neither_the_token_nor_the_password_is_kept_and_no_hash_with_the_session(
    access, people, logins, tmp_path
):
    client = site(access)
    logged_in(client, *AGENT)
    token, hashed = client.cookies[COOKIE], people.find(AGENT[0]).hash
    held = b"".join(path.read_bytes() for path in tmp_path.glob("facts.sqlite*"))
    assert AGENT[0].encode() in held
    assert token.encode() not in held and AGENT[1].encode() not in held
    assert hashed not in repr(logins.find(hashlib.sha256(token.encode()).hexdigest()))


def test_a_person_put_in_or_taken_out_by_one_replica_is_so_at_the_others(people, logins, tmp_path):
    with closing(open_members(tmp_path)) as members:
        other = People(members)
        here, there = site(Access(people, Sessions(logins, 12))), site(Access(other, Sessions(logins, 12)))
        other.put("赵敏", Role.AGENT, "zhao-min-333")
        assert logged_in(here, "赵敏", "zhao-min-333").status_code == 303
        kept = {"cookie": f"{COOKIE}={here.cookies[COOKIE]}"}
        assert there.get("/desk", headers=kept).json() == ["赵敏", "坐席"]
        people.remove("赵敏")
        for client in (here, there):
            assert client.get("/desk", headers=kept).status_code == 303


def test_tries_are_counted_where_all_processes_count(people, logins, members, monkeypatch):
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)  # passwords are slow to check, and a try returns with time
    settings = DeskSettings(login=True)
    access = Access.of(settings, logins, members, "memory://")
    assert isinstance(access.by_client, SharedRate) and isinstance(access.by_name, SharedRate)
    client = site(access)
    for _ in range(TRIES_A_MINUTE + 2):
        assert logged_in(client, *AGENT).status_code == 303
    statuses = [logged_in(client, "王芳", "wrong-word").status_code for _ in range(TRIES_A_MINUTE + 1)]
    assert statuses == [401] * TRIES_A_MINUTE + [429]


def test_of_very_many_sessions_those_that_end_first_go(people, logins, monkeypatch):
    monkeypatch.setattr(sessions_module, "_MOST", 2)
    now = [datetime(2026, 11, 30)]
    sessions = Sessions(logins, 2, lambda: now[0])
    tokens = []
    for _ in range(3):
        now[0] += timedelta(minutes=1)
        tokens.append(sessions.begin(people.listed()[AGENT[0]]))
    assert [sessions.of(token) is not None for token in tokens] == [False, True, True]
    assert sessions.of("") is None and sessions.of("another") is None


def test_while_nobody_can_be_looked_up_the_desk_says_so_and_lets_nobody_in(access, monkeypatch, caplog):
    client = site(access)
    logged_in(client, *AGENT)

    def away(self, *given):
        raise StoreError("登录记录读写失败（断开）")

    for name in ("find", "put", "forget"):
        monkeypatch.setattr(LoginTable, name, away)
    sent = client.get("/desk")
    assert (sent.status_code, sent.json()["detail"]) == (503, "登录记录读写失败（断开）")
    for sent in (logged_in(client, *AGENT), client.post("/desk/logout", headers=OURS)):
        assert sent.status_code == 503 and "断开" in sent.text and "set-cookie" not in sent.headers
    assert client.get("/").json() is None and "断开" in caplog.text


def test_a_wrong_password_is_told_and_too_many_tries_are_stopped_even_with_the_right_one(people, logins):
    now = [0.0]

    def rate(number):
        return Rate(number, lambda: now[0])

    client = site(Access(people, Sessions(logins, 12), by_client=rate(3), by_name=rate(100)))
    for _ in range(5):  # those of a whole office come from one address
        assert logged_in(client, *AGENT).status_code == 303
    for _ in range(3):
        sent = logged_in(client, "王芳", "wrong-word")
        assert sent.status_code == 401 and "王芳" in sent.text and COOKIE not in sent.cookies
    sent = logged_in(client, *AGENT)
    assert sent.status_code == 429 and int(sent.headers["retry-after"]) <= 20
    now[0] = 20
    assert logged_in(client, *AGENT).status_code == 303
    many = Access(people, Sessions(logins, 12), by_client=rate(100), by_name=rate(2))
    statuses = [logged_in(site(many, peer=f"9.9.9.{n}"), "王芳", "wrong-word").status_code for n in range(3)]
    assert statuses == [401, 401, 429]


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "http://testserver.evil.example"},
        {"origin": "null"},
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_another_site_does_nothing_in_a_persons_name(access, headers):
    client = site(access)
    logged_in(client, *ADMINISTRATOR)
    for path in ("/desk/gradio_api/queue/join", "/desk/gradio_api/upload", "/desk/login", "/desk/logout"):
        assert client.post(path, headers=headers).status_code == 403
    assert client.get("/desk").json() == ["李强", "管理"]


def test_only_an_administrator_uploads(access):
    client = site(access)
    logged_in(client, *AGENT)
    assert client.post("/desk/gradio_api/upload", headers=OURS).status_code == 403
    logged_in(client, *ADMINISTRATOR)
    assert client.post("/desk/gradio_api/upload", headers=OURS).status_code == 200
    assert client.post("/gradio_api/upload", headers=OURS).status_code == 403


def by_header(peer, **more):
    settings = DeskSettings(header="X-Remote-User", proxies="10.0.0.0/8,::1", administrators="李强, zhao")
    return site(Access.of(settings, None, None), peer, **more)


@pytest.mark.parametrize(
    ("peer", "said", "known"),
    [
        ("10.1.2.3", "王芳", ["王芳", "坐席"]),
        ("::ffff:10.1.2.3", "%E6%9D%8E%E5%BC%BA", ["李强", "管理"]),
        ("::1", "zhao", ["zhao", "管理"]),
        ("9.9.9.9", "李强", None),
        ("10.1.2.3", "", None),
        ("10.1.2.3", " ", None),
        ("testclient", "李强", None),
    ],
)
def test_a_header_is_believed_from_listed_addresses_alone(peer, said, known):
    sent = by_header(peer).get("/desk", headers={"x-remote-user": said.encode()})
    assert (sent.json() if sent.status_code == 200 else None) == known
    assert sent.status_code in (200, 401)


def test_who_says_that_he_is_forwarded_for_the_proxy_is_not_the_proxy():
    said = {"x-remote-user": "zhao", "x-forwarded-for": "10.0.0.1"}
    assert by_header("9.9.9.9").get("/desk", headers=said).status_code == 401
    through = by_header("7.7.7.7", trusted_proxies="7.7.7.7")
    assert through.get("/desk", headers=said).status_code == 401
    both = by_header("10.0.0.1", trusted_proxies="10.0.0.1")
    told = both.get("/desk", headers={"x-remote-user": "zhao", "x-forwarded-for": "8.8.8.8"})
    assert told.json() == ["zhao", "管理"]


def test_two_headers_of_the_name_are_no_ground_to_choose():
    sent = by_header("10.0.0.1").get("/desk", headers=[("x-remote-user", "zhao"), ("X-Remote-User", "li")])
    assert sent.status_code == 401


def test_without_people_there_is_no_log_in_and_a_header_needs_its_proxies():
    assert by_header("9.9.9.9").get("/desk/login").status_code == 401
    with pytest.raises(ValidationError, match="BUDGET_QA_DESK_PROXIES"):
        DeskSettings(header="X-Remote-User")
    assert not DeskSettings().closed
    assert DeskSettings(users="people.json").closed and DeskSettings(login=True).closed


def test_under_a_path_of_a_proxy_the_door_is_the_same(access):
    rest = Mount("/desk", Starlette(routes=[Route("/{rest:path}", who)]))
    application = Starlette(routes=[rest], middleware=guarded(Serving(), access=access))
    client = TestClient(application, root_path="/budget", follow_redirects=False)
    assert client.get("/budget/desk").headers["location"] == "/budget/desk/login"
    assert client.get("/budget/desk/config").status_code == 401
    sent = client.post("/budget/desk/login", data={"name": AGENT[0], "password": AGENT[1]}, headers=OURS)
    assert sent.headers["location"] == "/budget/desk" and "Path=/budget/desk" in sent.headers["set-cookie"]
    assert client.get("/budget/desk").json() == ["王芳", "坐席"]
