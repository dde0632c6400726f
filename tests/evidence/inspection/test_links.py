"""Which addresses are asked, and what their answers mean; with a real server."""

import ipaddress
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from evidence.inspection import links


class Site(BaseHTTPRequestHandler):
    """Answers with the status that its path names, or leads elsewhere."""

    def do_GET(self):
        self.server.asked.append((self.command, self.path))
        place, _, rest = self.path.lstrip("/").partition("/")
        if place == "to":
            self.send_response(302)
            self.send_header("Location", rest)
        elif place == "no-head" and self.command == "HEAD":
            self.send_response(501)
        elif place == "no-head":
            self.send_response(200)
        elif place == "loop":
            self.send_response(301)
            self.send_header("Location", "/loop")
        elif place == "nul":
            self.send_response(302)
            self.send_header("Location", "/200/\0x")
        elif place == "odd":
            self.wfile.write(b"tidak HTTP\r\n\r\n")
            return
        else:
            self.send_response(int(place))
        self.send_header("Set-Cookie", "a=b")
        self.end_headers()

    do_HEAD = do_GET  # noqa: N815 the name that the server looks for

    def log_message(self, *_):
        pass


@pytest.fixture
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.asked = []
    server.rule = links.Rule(ports=frozenset({server.server_port}), allow_loopback=True)
    server.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "state", "code"),
    [
        ("/200", "ANSWERED", 200),
        ("/no-head", "ANSWERED", 200),
        ("/403", "ANSWERED", 403),
        ("/404", "MISSING", 404),
        ("/410", "MISSING", 410),
        ("/500", "SILENT", 500),
        ("/to//200", "ANSWERED", 200),
        ("/to//404", "MISSING", 404),
        ("/loop", "SILENT", 301),
        ("/odd", "SILENT", None),
    ],
)
def test_check_says_what_the_address_answers(site, path, state, code):
    answer = links.check(site.url + path, site.rule)

    assert (answer.state, answer.status_code) == (state, code)


def test_check_names_where_it_was_led(site):
    assert links.check(f"{site.url}/to//200", site.rule).final_url == f"{site.url}/200"


def test_check_stores_no_byte_that_a_column_refuses(site):
    answer = links.check(f"{site.url}/to//200/a%00b", site.rule)
    odd = links.check(f"{site.url}/nul", site.rule)

    assert "\0" not in answer.final_url + odd.final_url
    assert odd.final_url.startswith(site.url)


def test_check_follows_five_redirects_and_no_more(site):
    links.check(f"{site.url}/loop", site.rule)

    assert site.asked == [("HEAD", "/loop")] * 6


def test_check_carries_no_cookie_and_no_password_along(site, monkeypatch, tmp_path):
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login a password b\n")
    heads = []
    monkeypatch.setattr(
        Site, "do_HEAD", lambda self: (heads.append(dict(self.headers)), self.do_GET())
    )

    links.check(f"{site.url}/to//200", site.rule)

    assert len(heads) == 2
    assert not any({"Cookie", "Authorization"} & set(head) for head in heads)


@pytest.mark.parametrize(
    "target",
    [
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "https://[fd00::1]/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "http://127.0.0.1:1/",
        "//10.0.0.1/",
    ],
)
def test_check_refuses_a_redirect_by_the_same_rule(site, target):
    assert links.check(f"{site.url}/to/{target}", site.rule).state == "REFUSED"


def test_check_goes_to_the_address_that_was_checked(site, monkeypatch):
    """A name that changes its mind between the question and the connection is refused."""
    answers = iter(["93.184.216.34", "127.0.0.1", "127.0.0.1"])

    def resolve(host, port, *args, **kwargs):
        return [(2, 1, 6, "", (next(answers), port or 0))]

    monkeypatch.setattr(links.socket, "getaddrinfo", resolve)
    port = site.server_port
    rule = links.Rule(ports=frozenset({port}))

    assert links.check(f"http://contoh.id:{port}/200", rule).state == "REFUSED"
    assert site.asked == []


def test_check_refuses_a_name_with_one_private_address(monkeypatch):
    found = [(2, 1, 6, "", (host, 80)) for host in ("93.184.216.34", "192.168.1.1")]
    monkeypatch.setattr(links.socket, "getaddrinfo", lambda *_, **__: found)

    assert links.check("http://contoh.id/").state == "REFUSED"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.0.0.1/",
        "http://017700000001/",
        "http://0.0.0.0/",
        "http://10.1.2.3/",
        "http://172.16.0.1/",
        "http://192.168.0.1/",
        "http://100.64.0.1/",
        "http://169.254.169.254/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://[::]/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[fe80::1]/",
        "http://[fc00::1]/",
        "http://[fec0::1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://localhost/",
        "http://LOCALHOST./",
        "http://printer.local/",
        "http://db.internal/",
        "http://postgres/",
        "http://93.184.216.34:8080/",
        "http://93.184.216.34:22/",
        "http://93.184.216.34:99999/",
        "http://a:b@contoh.id/",
        "http://contoh.id\\@127.0.0.1/",
        "ftp://contoh.id/",
        "javascript:alert(1)",
        "http://",
        "http://[/",
        "",
        "http://contoh.id/" + 1000 * "a",
    ],
)
def test_check_refuses_what_is_not_public(url):
    assert links.check(url).state == "REFUSED"


@pytest.mark.parametrize(
    "url",
    [
        "https://sulbarprov.go.id/berita/1",
        "http://93.184.216.34/",
        "https://www.instagram.com/p/x/",
        "https://contoh.id:443/",
    ],
)
def test_reason_against_lets_the_web_pass(url):
    assert links.reason_against(url) == ""


def test_a_name_that_nobody_knows_is_silent(monkeypatch):
    def resolve(*_, **__):
        raise OSError("Name or service not known")

    monkeypatch.setattr(links.socket, "getaddrinfo", resolve)

    assert links.check("http://tidak.contoh.id/").state == "SILENT"


@pytest.mark.parametrize(
    "address",
    [
        "::ffff:127.0.0.1",
        "::127.0.0.1",
        "2002:7f00:1::",
        "2002:a00:1::",
        "64:ff9b::7f00:1",
        "64:ff9b:1::a00:1",
        "fec0::1",
        "100.64.0.1",
    ],
)
def test_an_inner_address_in_another_dress_is_not_public(address):
    assert not links.is_public(ipaddress.ip_address(address))


def test_an_outer_address_in_another_dress_is_public():
    assert links.is_public(ipaddress.ip_address("2002:808:808::"))


@pytest.mark.parametrize(
    "url",
    [
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://[::ffff:127.0.0.1]/",
        "http://" + "a" * 64 + ".go.id/",
        "http://\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3/",
        "http://contoh.go.id\\@127.0.0.1/",
        "gopher://contoh.go.id/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://[::1",
        "http://contoh.go.id:99999/",
    ],
)
def test_odd_spellings_of_the_inside_are_never_answered(url):
    assert links.check(url).state in {links.REFUSED, links.SILENT}
