package io.fieldway.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.cloud.stage.Person;
import io.fieldway.cloud.stage.Person.Answer;
import io.fieldway.cloud.stage.Rig;
import io.fieldway.cloud.stage.TestGateway;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.AuthAccepted;
import io.fieldway.wire.channel.AuthChallenge;
import io.fieldway.wire.channel.AuthProof;
import io.fieldway.wire.channel.Digests;
import io.fieldway.wire.channel.Done;
import io.fieldway.wire.channel.Events;
import io.fieldway.wire.channel.JoinAccepted;
import io.fieldway.wire.channel.JoinCode;
import io.fieldway.wire.channel.JoinDigests;
import io.fieldway.wire.channel.JoinProof;
import io.fieldway.wire.channel.JoinRequest;
import io.fieldway.wire.channel.KeyConfirm;
import io.fieldway.wire.channel.KeyDigests;
import io.fieldway.wire.channel.KeyRotate;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.RefusalCode;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Who may speak, at a whole running cloud: join codes, revocation, digests, and what is written
/// down of it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrustTest {
  private Cloud cloud;
  private Person person;
  private String gateway = "";
  private Bytes key = Bytes.EMPTY;

  @BeforeAll
  void start(@TempDir Path data) throws Exception {
    cloud = Cloud.start(CloudConfig.of(data));
    person = Person.signIn(cloud.signInLink());
  }

  @AfterAll
  void stop() {
    person.close();
    cloud.close();
  }

  @BeforeEach
  void register() throws Exception {
    gateway = "gw-" + UUID.randomUUID();
    Answer created = person.post("/api/gateways", Json.object().put("id", gateway));
    key = Bytes.fromHex("userKey", created.json().path("userKey").asString());
  }

  @Test
  void aJoinCodeGivesAKeyOnceAndTheFormerKeyIsGoodNoMore() throws Exception {
    JoinCode code = code(Json.object());
    assertThat(code.gateway()).isEqualTo(gateway);
    assertThat(code.platform().getPort()).isEqualTo(cloud.machine().getPort());
    try (TestGateway former = TestGateway.connect(cloud.machine())) {
      former.authenticate(gateway, key);
      Joined joined = join(code);
      assertThat(former.end()).as("the former key's session").isNotEmpty();
      try (TestGateway fresh = TestGateway.connect(cloud.machine())) {
        fresh.authenticate(gateway, joined.key);
      }
    }
    assertThat(codeOfAuth(key)).isEqualTo(RefusalCode.NOT_AUTHENTIC);
    assertThat(refusal(code)).isEqualTo(RefusalCode.SPENT);
    assertThat(audited("gateway.joined")).isEqualTo(1);
    assertThat(audited("join.refused")).isEqualTo(1);
    assertThat(audited("join.code-made")).isEqualTo(1);
  }

  @Test
  void aCodeIsGoodUntilItExpiresOrAnotherIsMade() throws Exception {
    JoinCode brief = code(Json.object().put("expiresIn", "1ms"));
    Rig.await("expired").until(() -> refusal(brief) == RefusalCode.SPENT);
    JoinCode first = code(Json.object());
    JoinCode second = code(Json.object());
    assertThat(refusal(first)).isEqualTo(RefusalCode.NOT_AUTHENTIC);
    assertThat(join(second).accepted.gatewayId()).isEqualTo(gateway);
  }

  @Test
  void aForgedOrRepeatedProofAndAProofWithoutANumberAreRefused() throws Exception {
    JoinCode code = code(Json.object());
    Bytes name = JoinDigests.name(code.secret());
    try (TestGateway other = TestGateway.connect(cloud.machine())) {
      JsonNode answer =
          other.ask(Events.JOIN, new JoinProof(name, "ab", Bytes.utf8("forged")).json());
      assertThat(codeOf(answer)).isEqualTo(RefusalCode.STALE_NONCE);
      assertThat(other.end()).isNotEmpty();
    }
    try (TestGateway other = TestGateway.connect(cloud.machine())) {
      other.ask(Events.JOIN, new JoinRequest(name).json());
      JsonNode answer =
          other.ask(Events.JOIN, new JoinProof(name, "ab", Bytes.utf8("forged")).json());
      assertThat(codeOf(answer)).isEqualTo(RefusalCode.NOT_AUTHENTIC);
    }
    try (TestGateway other = TestGateway.connect(cloud.machine())) {
      assertThat(codeOf(other.ask(Events.JOIN, Json.object()))).isEqualTo(RefusalCode.MALFORMED);
      other.authenticate(gateway, key);
      assertThat(codeOf(other.ask(Events.JOIN, new JoinRequest(name).json())))
          .isEqualTo(RefusalCode.MALFORMED);
    }
    assertThat(join(code).accepted.gatewayId()).as("still good").isEqualTo(gateway);
  }

  @Test
  void whoGuessesAtACodeIsLockedOut() throws Exception {
    JoinCode code = code(Json.object());
    JoinCode guess =
        new JoinCode(code.platform(), gateway, Bytes.copyOf(new byte[32]), code.fingerprint());
    Rig.await("locked out").until(() -> refusal(guess) == RefusalCode.LOCKED_OUT);
    assertThat(join(code).accepted.gatewayId()).isEqualTo(gateway);
  }

  @Test
  void aRevokedGatewayLosesItsSessionAndGetsNoOther() throws Exception {
    JoinCode code = code(Json.object());
    try (TestGateway live = TestGateway.connect(cloud.machine())) {
      live.authenticate(gateway, key);
      JsonNode shown = person.post("/api/gateways/" + gateway + "/revoke", Json.object()).json();
      assertThat(shown.path("revoked").asString()).isNotEmpty();
      assertThat(live.end()).isNotEmpty();
    }
    assertThat(codeOfAuth(key)).isEqualTo(RefusalCode.REVOKED);
    assertThat(codeOfAuth(Bytes.utf8("wrong"))).isEqualTo(RefusalCode.NOT_AUTHENTIC);
    assertThat(refusal(code)).as("its codes are gone").isEqualTo(RefusalCode.NOT_AUTHENTIC);
    assertThat(person.post("/api/gateways/" + gateway + "/join-codes", Json.object()).status())
        .isEqualTo(409);
    assertThat(audited("gateway.revoked")).isEqualTo(1);

    person.post("/api/gateways/" + gateway + "/restore", Json.object());
    try (TestGateway live = TestGateway.connect(cloud.machine())) {
      live.authenticate(gateway, key);
    }
    assertThat(audited("gateway.restored")).isEqualTo(1);
  }

  @Test
  void aNewKeyTakesThePlaceOfTheFormerOverTheRunningSession() throws Exception {
    try (TestGateway live = TestGateway.connect(cloud.machine())) {
      Ring ring = new Ring(live);
      live.authenticate(gateway, key);
      assertThat(rotate().status()).isEqualTo(202);
      live.next(Events.KEY_CONFIRM);
      Rig.await("done").until(() -> audited("gateway.key-rotated") == 1);
      assertThat(live.connected()).isTrue();
      assertThat(codeOfAuth(key)).isEqualTo(RefusalCode.NOT_AUTHENTIC);
      try (TestGateway fresh = TestGateway.connect(cloud.machine())) {
        fresh.authenticate(gateway, ring.next);
      }
    }
    assertThat(person.get("/api/gateways/" + gateway).json().has("rotation")).isFalse();
  }

  @Test
  void whileTheAnswerIsOpenBothKeysAreGood() throws Exception {
    @Var Ring ring;
    try (TestGateway live = TestGateway.connect(cloud.machine())) {
      ring = new Ring(live);
      ring.deaf = true;
      live.authenticate(gateway, key);
      rotate();
      live.next(Events.KEY_CONFIRM);
    }
    Bytes abandoned = ring.next;
    try (TestGateway old = TestGateway.connect(cloud.machine())) {
      Ring again = new Ring(old);
      again.deaf = true;
      old.authenticate(gateway, key);
      old.next(Events.KEY_CONFIRM);
      ring = again;
    }
    assertThat(codeOfAuth(abandoned)).as("given up").isEqualTo(RefusalCode.NOT_AUTHENTIC);
    try (TestGateway fresh = TestGateway.connect(cloud.machine())) {
      fresh.authenticate(gateway, ring.next);
    }
    assertThat(codeOfAuth(key)).as("the new one was shown").isEqualTo(RefusalCode.NOT_AUTHENTIC);
  }

  @Test
  void aGatewayWithAnotherNextKeyKeepsItsOwn() throws Exception {
    try (TestGateway live = TestGateway.connect(cloud.machine())) {
      live.on(Events.KEY_ROTATE, _ -> new KeyRotate.Ready("ab", Bytes.utf8("forged")).json());
      live.authenticate(gateway, key);
      rotate();
      live.next(Events.KEY_ROTATE);
      Rig.await("audited").until(() -> audited("gateway.key-refused") > 0);
    }
    try (TestGateway fresh = TestGateway.connect(cloud.machine())) {
      fresh.authenticate(gateway, key);
    }
  }

  @Test
  void md5IsRefusedUnlessItIsSwitchedOn(@TempDir Path data) throws Exception {
    try (TestGateway old = TestGateway.connect(cloud.machine())) {
      assertThat(codeOf(md5(old, gateway, key))).isEqualTo(RefusalCode.DIGEST_REFUSED);
      assertThat(old.end()).isNotEmpty();
    }
    CloudConfig usual = CloudConfig.of(data);
    try (Cloud lenient = Cloud.start(usual.withAccess(AccessConfig.defaults().withMd5(true)));
        Person somebody = Person.signIn(lenient.signInLink())) {
      Answer created = somebody.post("/api/gateways", Json.object().put("id", "old"));
      Bytes its = Bytes.fromHex("userKey", created.json().path("userKey").asString());
      try (TestGateway old = TestGateway.connect(lenient.machine())) {
        assertThat(codeOf(md5(old, "old", Bytes.utf8("wrong"))))
            .isEqualTo(RefusalCode.NOT_AUTHENTIC);
      }
      try (TestGateway old = TestGateway.connect(lenient.machine())) {
        assertThat(AuthAccepted.read(md5(old, "old", its)).sessionEpoch()).isPositive();
      }
    }
  }

  @Test
  void whatIsAskedForIsChecked() throws Exception {
    String path = "/api/gateways/" + gateway + "/join-codes";
    assertThat(person.post(path, Json.object().put("expiresIn", "8d")).status()).isEqualTo(400);
    assertThat(person.post(path, Json.object().put("platform", "gate:1")).status()).isEqualTo(400);
    assertThat(person.post("/api/gateways/nobody/join-codes", Json.object()).status())
        .isEqualTo(404);
    assertThat(person.post("/api/gateways/nobody/revoke", Json.object()).status()).isEqualTo(404);
    try (Person stranger = Person.stranger(cloud.web())) {
      assertThat(stranger.post(path, Json.object()).status()).isEqualTo(401);
      assertThat(stranger.get("/api/audit").status()).isEqualTo(401);
    }
    JoinCode elsewhere = code(Json.object().put("platform", "https://gate.example:7001"));
    assertThat(elsewhere.platform().getHost()).isEqualTo("gate.example");
  }

  /// The gateway's side of a new key.
  private final class Ring {
    @Var private volatile Bytes next = Bytes.EMPTY;
    @Var private volatile boolean deaf;

    Ring(TestGateway live) {
      live.on(
          Events.KEY_ROTATE,
          body -> {
            String nonce = KeyRotate.read(body).nonce();
            next = KeyDigests.next(key, nonce, "ab", gateway);
            return new KeyRotate.Ready("ab", KeyDigests.ofGateway(next, nonce, "ab", gateway))
                .json();
          });
      live.on(
          Events.KEY_CONFIRM,
          body -> {
            KeyConfirm confirm = KeyConfirm.read(body);
            assertThat(confirm.proof())
                .isEqualTo(KeyDigests.ofPlatform(next, confirm.nonce(), "ab", gateway));
            return deaf ? Refusal.of(RefusalCode.INTERNAL, "no disk").json() : new Done().json();
          });
    }
  }

  private Answer rotate() throws Exception {
    return person.post("/api/gateways/" + gateway + "/rotate-key", Json.object());
  }

  private record Joined(JoinAccepted accepted, Bytes key) {}

  private JoinCode code(ObjectNode wish) throws Exception {
    Answer made = person.post("/api/gateways/" + gateway + "/join-codes", wish);
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    return JoinCode.parse(made.json().path("code").asString());
  }

  private Joined join(JoinCode code) throws Exception {
    try (TestGateway joining = TestGateway.connect(cloud.machine())) {
      Bytes proofKey = JoinDigests.proofKey(code.secret());
      String socket = joining.socketId();
      String nonce = offered(joining, code);
      JoinAccepted accepted = JoinAccepted.read(proved(joining, code, nonce));
      assertThat(accepted.proof())
          .isEqualTo(JoinDigests.ofPlatform(proofKey, nonce, "ab", gateway, socket));
      assertThat(joining.end()).isNotEmpty();
      return new Joined(accepted, JoinDigests.key(proofKey, nonce, "ab", gateway));
    }
  }

  private RefusalCode refusal(JoinCode code) throws Exception {
    try (TestGateway joining = TestGateway.connect(cloud.machine())) {
      JsonNode offer =
          joining.ask(Events.JOIN, new JoinRequest(JoinDigests.name(code.secret())).json());
      return codeOf(
          Refusal.is(offer) ? offer : proved(joining, code, AuthChallenge.read(offer).nonce()));
    }
  }

  private String offered(TestGateway joining, JoinCode code) throws Exception {
    return AuthChallenge.read(
            joining.ask(Events.JOIN, new JoinRequest(JoinDigests.name(code.secret())).json()))
        .nonce();
  }

  private JsonNode proved(TestGateway joining, JoinCode code, String nonce) throws Exception {
    Bytes proof =
        JoinDigests.ofGateway(
            JoinDigests.proofKey(code.secret()), nonce, "ab", gateway, joining.socketId());
    return joining.ask(
        Events.JOIN, new JoinProof(JoinDigests.name(code.secret()), "ab", proof).json());
  }

  private static JsonNode md5(TestGateway old, String id, Bytes key) throws Exception {
    Bytes digest = Digests.ofOldGateway(key, old.nonce(id));
    return old.ask(Events.AUTH, new AuthProof(id, Digests.MD5, digest).json());
  }

  private RefusalCode codeOfAuth(Bytes with) throws Exception {
    try (TestGateway one = TestGateway.connect(cloud.machine())) {
      return codeOf(one.prove(gateway, with, one.nonce(gateway)));
    }
  }

  private long audited(String kind) throws Exception {
    JsonNode entries = person.get("/api/audit?subject=" + gateway).json();
    return entries.valueStream().filter(each -> each.path("kind").asString().equals(kind)).count();
  }

  private static RefusalCode codeOf(JsonNode answer) {
    return Refusal.read(answer).code();
  }
}
