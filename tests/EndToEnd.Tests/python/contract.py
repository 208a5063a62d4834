"""What an existing client does, in Debian's python3-grpcio with stubs made from our protos: the contract, sections 1, 2 and 5.

Run by PythonGrpcTests with its settings in the environment; each check prints one line, and the last line is "done".
"""

import base64
import json
import os
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

import grpc

sys.path.insert(0, os.environ["STUBS"])

from qwak.administration.authentication import authentication_service_pb2 as authentication  # noqa: E402
from qwak.administration.authentication import authentication_service_pb2_grpc as authentication_grpc  # noqa: E402
from qwak.admiral.secret import secret_service_pb2 as admiral  # noqa: E402
from qwak.admiral.secret import secret_service_pb2_grpc as admiral_grpc  # noqa: E402
from qwak.ecosystem import ecosystem_service_pb2 as ecosystem  # noqa: E402
from qwak.ecosystem import ecosystem_service_pb2_grpc as ecosystem_grpc  # noqa: E402
from qwak.secret import secret_service_pb2 as edge  # noqa: E402
from qwak.secret import secret_service_pb2_grpc as edge_grpc  # noqa: E402

CONTROL_PLANE = os.environ["CONTROL_PLANE"]  # host, or host:port where a test must not take 443
REST = os.environ["REST"]
API_KEY = os.environ["QWAK_API_KEY"]
CA_FILE = os.environ["GRPC_DEFAULT_SSL_ROOTS_FILE_PATH"]
AUDIENCE = "https://auth-token.qwak.ai/"
TRUST = ssl.create_default_context(cafile=CA_FILE)
VALUES = ["", " ", "  both ends  ", "a\nb\r\nc\n", "user:token=x==", "\"'`$HOME${x}\\n", "żółw 🐢 e\u0301", "\u0000\u0001", "x" * 1048576]
TIMEOUT = 20


def check(condition, what):
    if not condition:
        raise AssertionError(what)
    print("ok", what)


def refused(code, problem, call, *arguments):
    """The call is refused with the status, and with the service's own code in a trailer."""
    try:
        call(*arguments, timeout=TIMEOUT)
    except grpc.RpcError as error:
        trailers = dict(error.trailing_metadata() or ())
        check(error.code() is code, f"{code} (got {error.code()}: {error.details()})")
        if problem is not None:
            check(trailers.get("x-qwak-code") == problem, f"{code} {problem} (got {trailers.get('x-qwak-code')})")
        return error.details()
    raise AssertionError(f"not refused: {code}")


class BearerToken(grpc.AuthMetadataPlugin):
    """Call credentials: sent on TLS channels only, as in the existing client."""

    def __init__(self, token, tenant=None):
        self.metadata = (("authorization", "Bearer " + token),)
        if tenant is not None:
            self.metadata += (("x-jfrog-tenant-id", tenant),)

    def __call__(self, context, callback):
        callback(self.metadata, None)


def channel(address, token=None, tenant=None):
    """The existing client's create_grpc_channel: TLS with gRPC's default roots, composite credentials, waits until ready."""
    credentials = grpc.ssl_channel_credentials()
    if token is not None:
        credentials = grpc.composite_channel_credentials(credentials, grpc.metadata_call_credentials(BearerToken(token, tenant)))
    made = grpc.secure_channel(address, credentials)
    grpc.channel_ready_future(made).result(timeout=TIMEOUT)
    return made


def http(path, token=None, body=None):
    request = urllib.request.Request(REST + path, data=None if body is None else json.dumps(body).encode())
    if body is not None:
        request.add_header("Content-Type", "application/json")
    if token is not None:
        request.add_header("Authorization", "Bearer " + token)
    with urllib.request.urlopen(request, context=TRUST, timeout=TIMEOUT) as answer:
        return json.load(answer)


def unpadded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def verify(token):
    """Contract 2.4: the key by its kid from the JWKS, RS256 only, the audience, and an expiry."""
    header, claims, signature = token.split(".")
    kid, algorithm = json.loads(unpadded(header))["kid"], json.loads(unpadded(header))["alg"]
    key = next(key for key in http("/.well-known/jwks.json")["keys"] if key["kid"] == kid)
    for member in ("kty", "kid", "use", "n", "e"):
        check(member in key, f"jwks member {member}")
    check(algorithm == "RS256", "algorithm")
    check(signed(key, f"{header}.{claims}".encode(), unpadded(signature)), "signature is the service's")
    check(not signed(key, f"{header}.{claims}x".encode(), unpadded(signature)), "signature of altered text is not")
    claims = json.loads(unpadded(claims))
    audience = claims["aud"]
    check(AUDIENCE in ([audience] if isinstance(audience, str) else audience), "audience")
    check(time.time() < claims["exp"] <= time.time() + 3600, "expiry within the hour")


def integer(number):
    return int.from_bytes(unpadded(number), "big")


def signed(key, text, signature):
    """RSASSA-PKCS1-v1_5 with SHA-256, by openssl and a public key made from n and e."""

    def der(tag, content):
        length = len(content)
        size = bytes([length]) if length < 128 else bytes([0x80 | (length.bit_length() + 7) // 8]) + length.to_bytes((length.bit_length() + 7) // 8, "big")
        return bytes([tag]) + size + content

    def positive(number):
        return der(2, number.to_bytes(number.bit_length() // 8 + 1, "big"))

    rsa = der(0x30, positive(integer(key["n"])) + positive(integer(key["e"])))
    algorithm = der(0x30, bytes.fromhex("06092a864886f70d0101010500"))
    public = der(0x30, algorithm + der(3, b"\0" + rsa))
    with tempfile.TemporaryDirectory() as folder:
        for name, content in (("key", public), ("text", text), ("signature", signature)):
            with open(os.path.join(folder, name), "wb") as file:
                file.write(content)
        return subprocess.run(
            ["openssl", "dgst", "-sha256", "-verify", "key", "-keyform", "DER", "-signature", "signature", "text"],
            cwd=folder, capture_output=True, check=False).returncode == 0


def edge_address(core, environment_id=None):
    """Contract 1.5: the wanted environment, else the default one."""
    stub = ecosystem_grpc.QwakEcosystemRuntimeStub(core)
    user = stub.GetAuthenticatedUserContext(ecosystem.GetAuthenticatedUserContextRequest(), timeout=TIMEOUT).authenticated_user_context.user
    check(user.user_id != "" and user.account_role != 0, "user id and role")
    account = user.account_details
    wanted = environment_id or user.environment_details.id
    found = account.environment_by_id.get(wanted) or account.environment_by_id.get(account.default_environment_id)
    if found is None:
        raise AssertionError(f"Configuration for environment [{wanted}] was not found")
    address = found.configuration.edge_services_url
    check("://" not in address and ":" in address, f"edge address {address}")
    return address


def edge_operations(stub, prefix):
    for number, value in enumerate(VALUES):
        name = f"{prefix}-{number}"
        stub.SetSecret(edge.SetSecretRequest(name=name, value=value), timeout=TIMEOUT)
        stub.SetSecret(edge.SetSecretRequest(name=name, value=value), timeout=TIMEOUT)
        answer = stub.GetSecret(edge.GetSecretRequest(name=name), timeout=TIMEOUT)
        check((answer.name, answer.value) == (name, value), f"value {number} is unchanged")
    stub.DeleteSecret(edge.DeleteSecretRequest(name=f"{prefix}-0"), timeout=TIMEOUT)
    missing = refused(grpc.StatusCode.NOT_FOUND, "not_found", stub.GetSecret, edge.GetSecretRequest(name=f"{prefix}-0"))
    check(missing == "Secret not found", "the existing service's text")
    refused(grpc.StatusCode.NOT_FOUND, "not_found", stub.DeleteSecret, edge.DeleteSecretRequest(name=f"{prefix}-0"))


def admiral_operations(core, environment):
    stub = admiral_grpc.SecretServiceStub(core)
    identifier = admiral.EnvironmentSecretIdentifier(name="from-the-ui", environment_id=environment)
    options = admiral.SetUserEnvironmentSecretOptions(
        identifier=identifier, spec=admiral.UserSecretSpec(value="v"), platform_options=admiral.PlatformOptions(project_key="p"))
    stub.SetEnvironmentSecret(admiral.SetEnvironmentSecretRequest(options=options), timeout=TIMEOUT)
    listed = stub.ListAccountSecrets(admiral.ListAccountSecretsRequest(), timeout=TIMEOUT).account_secrets.secrets
    mine = [s for s in listed if (s.identifier.name, s.identifier.environment_id) == ("from-the-ui", environment)]
    check(len(mine) == 1 and abs(mine[0].created_at.seconds - time.time()) < 60, "listed with its time")
    stub.DeleteEnvironmentSecret(admiral.DeleteEnvironmentSecretRequest(identifier=identifier), timeout=TIMEOUT)
    refused(
        grpc.StatusCode.NOT_FOUND, "not_found", stub.DeleteEnvironmentSecret, admiral.DeleteEnvironmentSecretRequest(identifier=identifier))


def status_codes(core, stub, address, reader_token):
    get, put = edge.GetSecretRequest, edge.SetSecretRequest
    refused(grpc.StatusCode.INVALID_ARGUMENT, "invalid_name", stub.GetSecret, get(name="Not_A_Name"))
    refused(grpc.StatusCode.INVALID_ARGUMENT, "value_too_large", stub.SetSecret, put(name="too-large", value="x" * 1048577))
    refused(grpc.StatusCode.RESOURCE_EXHAUSTED, None, stub.SetSecret, put(name="too-large", value="x" * 5000000))
    refused(
        grpc.StatusCode.INVALID_ARGUMENT, "invalid_value", admiral_grpc.SecretServiceStub(core).SetEnvironmentSecret,
        admiral.SetEnvironmentSecretRequest())
    for token in (None, "x" * 100):
        stranger = edge_grpc.SecretServiceStub(channel(address, token))
        refused(grpc.StatusCode.UNAUTHENTICATED, "unauthenticated", stranger.GetSecret, get(name="abc"))
    reader = edge_grpc.SecretServiceStub(channel(address, reader_token))
    check(reader.GetSecret(get(name="apikey-1"), timeout=TIMEOUT).value == VALUES[1], "a reader reads")
    refused(grpc.StatusCode.PERMISSION_DENIED, "permission_denied", reader.SetSecret, put(name="apikey-1", value="w"))


def api_key_mode():
    login = authentication_grpc.AuthenticationServiceStub(channel(CONTROL_PLANE))
    method = authentication.QwakApiKeyMethod(qwak_api_key=API_KEY)
    answer = login.Authenticate(authentication.AuthenticateRequest(qwak_api_key_method=method), timeout=TIMEOUT)
    check(abs(answer.expired_at.seconds - time.time() - 3600) < 60, "expired_at in an hour")
    verify(answer.access_token)
    wrong = authentication.QwakApiKeyMethod(qwak_api_key=API_KEY[:-1] + ("a" if API_KEY[-1] != "a" else "b"))
    refused(
        grpc.StatusCode.UNAUTHENTICATED, "unauthenticated", login.Authenticate, authentication.AuthenticateRequest(qwak_api_key_method=wrong))
    password = authentication.UsernamePasswordMethod(username="admin", password="x")
    refused(
        grpc.StatusCode.UNAUTHENTICATED, "unauthenticated", login.Authenticate, authentication.AuthenticateRequest(username_password_method=password))
    twin = http("/api/v1/authentication/qwak-api-key", body={"qwakApiKey": API_KEY})
    check(isinstance(twin["expiredAt"], int), "the REST twin's expiry is an integer")
    verify(twin["accessToken"])
    return answer.access_token


def jfrog_mode(admin_token):
    made = http("/api/v1/access-tokens", admin_token, {"description": "jfrog mode"})
    token = made["accessToken"]
    check(len(token) > 64, "longer than 64 characters")
    tenant = http("/ui/api/v1/system/auth/screen/footer", token)["serverId"]
    try:
        http("/ui/api/v1/system/auth/screen/footer", "x" * 100)
        raise AssertionError("the footer was shown to a stranger")
    except urllib.error.HTTPError as error:
        check(error.code == 401, "footer refuses strangers with 401")
    core = channel(CONTROL_PLANE, token, tenant)
    edge_operations(edge_grpc.SecretServiceStub(channel(edge_address(core), token, tenant)), "jfrog")


def second_environment(admin_token, reader_token):
    core = channel(CONTROL_PLANE, admin_token)
    here, there = edge_address(core), edge_address(core, "production")
    check(there == os.environ["SECOND_EDGE"] and here != there, "the second environment has its own address")
    check(edge_address(core, "no-such-environment") == here, "an unknown environment falls back to the default one")
    stub = edge_grpc.SecretServiceStub(channel(there, admin_token))
    edge_operations(stub, "production")
    refused(
        grpc.StatusCode.NOT_FOUND, "not_found", edge_grpc.SecretServiceStub(channel(here, admin_token)).GetSecret,
        edge.GetSecretRequest(name="production-1"))
    stranger_here = edge_grpc.SecretServiceStub(channel(there, reader_token))
    refused(grpc.StatusCode.NOT_FOUND, "not_found", stranger_here.GetSecret, edge.GetSecretRequest(name="production-1"))
    header = (("x-qwak-environment", "default"),)
    try:
        stub.GetSecret(edge.GetSecretRequest(name="production-1"), timeout=TIMEOUT, metadata=header)
        raise AssertionError("address and header disagree")
    except grpc.RpcError as error:
        check(error.code() is grpc.StatusCode.FAILED_PRECONDITION, "address and header disagree")
    admiral_operations(core, "production")


def main():
    if sys.argv[1:] == ["login-only"]:
        token = api_key_mode()
        core = channel(CONTROL_PLANE, token)
        edge_operations(edge_grpc.SecretServiceStub(channel(edge_address(core), token)), "port443")
        print("done")
        return
    token = api_key_mode()
    core = channel(CONTROL_PLANE, token)
    address = edge_address(core)
    stub = edge_grpc.SecretServiceStub(channel(address, token))
    edge_operations(stub, "apikey")
    admiral_operations(core, "default")
    reader_key = http("/api/v1/api-keys", token, {"user": "reader", "environment": "default", "role": "reader", "force": False})["apiKey"]
    reader_token = http("/api/v1/authentication/qwak-api-key", body={"qwakApiKey": reader_key})["accessToken"]
    status_codes(core, stub, address, reader_token)
    jfrog_mode(token)
    http("/api/v1/environments", token, {"name": "production", "edgeAddress": os.environ["SECOND_EDGE"]})
    bound = http("/api/v1/access-tokens", token, {"user": "reader"})["accessToken"]
    second_environment(token, bound)
    print("done")


main()
