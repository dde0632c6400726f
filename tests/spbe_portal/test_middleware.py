import pytest
from django.urls import reverse


@pytest.mark.parametrize("path", ["/v/%00/", "/help/?page=%00", "/v/?code=a&code=%00"])
def test_readable_requests_have_no_nul_in_the_address(client, path):
    response = client.get(path)

    assert response.status_code == 400
    assert "Permintaan tidak dapat dibaca" in response.content.decode()


def test_readable_requests_have_no_nul_in_a_cookie(client, settings):
    client.cookies[settings.SESSION_COOKIE_NAME] = "aaaaaaaaaa\0"

    assert client.get(reverse("help")).status_code == 400


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "unicode_escape"])
def test_readable_requests_are_read_as_utf_8(client, charset):
    address = "/v/?code=%5Cud800"

    response = client.get(address, CONTENT_TYPE=f"text/plain; charset={charset}")

    assert response.status_code == 422
    assert 'value="\\ud800"' in response.content.decode()
