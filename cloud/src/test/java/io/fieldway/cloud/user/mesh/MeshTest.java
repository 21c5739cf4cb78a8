package io.fieldway.cloud.user.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fieldway.cloud.Cloud;
import io.fieldway.cloud.CloudConfig;
import io.fieldway.cloud.stage.Person;
import io.fieldway.wire.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// With stand-ins for nodes that answer over real HTTP: the platform knows no more of a node.
class MeshTest {
  private static final InetSocketAddress FREE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @TempDir Path data;

  @Test
  void tellsWhatEachNodeSaysAndWhichAreSilent() throws Exception {
    InetSocketAddress nobody = nobody();
    HttpServer a = node("a");
    HttpServer large = server("x".repeat(5 << 20));
    HttpServer other = server("{}");
    List<InetSocketAddress> nodes =
        List.of(nobody, large.getAddress(), a.getAddress(), other.getAddress());
    try (Cloud cloud = Cloud.start(CloudConfig.of(data).withMesh(nodes, List.of()));
        Person person = Person.signIn(cloud.signInLink());
        Person stranger = Person.stranger(cloud.web())) {
      assertThat(stranger.get("/api/mesh").status()).isEqualTo(401);
      assertThat(stranger.get("/mesh").status()).as("the page itself").isEqualTo(200);

      JsonNode mesh = person.get("/api/mesh").json();
      assertThat(mesh.path("configured").asBoolean()).isTrue();
      assertThat(mesh.has("switches")).isFalse();
      JsonNode views = mesh.path("views");
      assertThat(views.get(0).path("problem").asString())
          .isEqualTo("does not answer at 127.0.0.1:" + nobody.getPort());
      assertThat(views.get(1).has("problem")).as("an answer beyond the bound").isTrue();
      assertThat(views.get(2).path("node").asString()).isEqualTo("a");
      assertThat(views.get(2).at("/told/links/0/peer").asString()).isEqualTo("b");
      assertThat(views.get(2).path("told").has("lines")).isFalse();
      assertThat(views.get(3).path("problem").asString()).endsWith("is no node");

      assertThat(person.get("/api/mesh/trace?from=a&topic=t%2Fx%26y").json())
          .isEqualTo(Json.parse("test", "{\"asked\":\"from=a&topic=t%2Fx%26y\"}"));
      assertThat(person.get("/api/mesh/nodes/a").json().at("/sessions/total").asInt()).isEqualTo(3);
      assertRefused(person.get("/api/mesh/what-if?kill=nobody"), 400, "expected a node");
      assertRefused(person.get("/api/mesh/what-if"), 400, "expected either kill=NODE or cut=");
      assertRefused(person.post("/api/mesh/nodes/a/stop", Json.object()), 404, "in the demo alone");

      a.stop(0);
      large.stop(0);
      other.stop(0);
      assertRefused(person.get("/api/mesh/trace?from=a&topic=t"), 502, "No node of the mesh");
    }
  }

  @Test
  void tellsWhatTheActingControllerSays() throws Exception {
    InetSocketAddress nobody = nobody();
    HttpServer standing = controller("c1", "standing by");
    HttpServer acting = controller("c2", "acting");
    HttpServer other = server("{}");
    List<InetSocketAddress> controllers =
        List.of(nobody, standing.getAddress(), acting.getAddress(), other.getAddress());
    try (Cloud cloud = Cloud.start(CloudConfig.of(data).withMesh(List.of(), controllers));
        Person person = Person.signIn(cloud.signInLink());
        Person stranger = Person.stranger(cloud.web())) {
      assertThat(stranger.get("/api/mesh/controller").status()).isEqualTo(401);
      JsonNode told = person.get("/api/mesh/controller").json();
      assertThat(told.path("configured").asBoolean()).isTrue();
      assertThat(told.at("/controllers/0/problem").asString())
          .isEqualTo("no controller answers at 127.0.0.1:" + nobody.getPort());
      assertThat(told.at("/controllers/1/role").asString()).isEqualTo("standing by");
      assertThat(told.at("/controllers/3/problem").asString()).endsWith("is no controller");
      assertThat(told.at("/plan/name").asString()).isEqualTo("c2");
      assertThat(told.at("/timeline/handovers/0/node").asString()).isEqualTo("of c2");
      assertThat(told.path("plan").has("lines")).isFalse();

      acting.stop(0);
      await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(() ->
              assertThat(person.get("/api/mesh/controller").json().at("/plan/name").asString())
                  .isEqualTo("c1"));
      standing.stop(0);
      other.stop(0);
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> !person.get("/api/mesh/controller").json().has("plan"));
    }
  }

  private static HttpServer controller(String name, String role) throws IOException {
    HttpServer server = server("");
    answers(
        server,
        "/plan",
        200,
        "{\"role\":\"" + role + "\",\"nodes\":[],\"lines\":[],\"name\":\"" + name + "\"}");
    answers(server, "/timeline", 200, "{\"handovers\":[{\"node\":\"of " + name + "\"}]}");
    return server;
  }

  @Test
  void turnsSwitchesWhereThereAreAny() throws Exception {
    Switches switches = new Switches();
    try (Cloud cloud = Cloud.start(CloudConfig.of(data), Optional.of(switches));
        Person person = Person.signIn(cloud.signInLink());
        Person stranger = Person.stranger(cloud.web())) {
      JsonNode mesh = person.get("/api/mesh").json();
      assertThat(mesh.path("configured").asBoolean()).isFalse();
      assertThat(mesh.at("/switches/wires/0/cut").asBoolean()).isTrue();
      assertThat(mesh.at("/switches/stopped/0").asString()).isEqualTo("c");
      assertThat(mesh.at("/switches/killed/0").asString()).isEqualTo("d");
      assertThat(mesh.at("/switches/starting/0").asString()).isEqualTo("e");
      assertRefused(person.get("/api/mesh/trace?from=a&topic=t"), 404, "No mesh is configured");

      assertThat(stranger.post("/api/mesh/nodes/a/stop", Json.object()).status()).isEqualTo(401);
      assertThat(
              person
                  .send("POST", "/api/mesh/nodes/a/stop", "", "Origin", "http://elsewhere.test")
                  .status())
          .isEqualTo(403);
      assertThat(person.get("/api/mesh/nodes/a/stop").status()).isEqualTo(405);
      assertThat(switches.turned).isEmpty();

      for (String path :
          List.of("links/a/b/cut", "links/a/b/mend", "nodes/a/kill", "nodes/c/start")) {
        assertThat(person.post("/api/mesh/" + path, Json.object()).status()).isEqualTo(204);
      }
      assertThat(switches.turned).containsExactly("cut a-b", "mend a-b", "kill a", "start c");
      assertRefused(person.post("/api/mesh/nodes/x/stop", Json.object()), 404, "no node x");
      assertRefused(person.post("/api/mesh/nodes/x/start", Json.object()), 409, "no port");
    }
  }

  private static void assertRefused(Person.Answer answer, int status, String detail) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.json().path("detail").asString()).contains(detail);
  }

  private static InetSocketAddress nobody() throws IOException {
    HttpServer gone = HttpServer.create(FREE, 0);
    InetSocketAddress address = gone.getAddress();
    gone.start();
    gone.stop(0);
    return address;
  }

  /// Answers everything with one body.
  private static HttpServer server(String body) throws IOException {
    HttpServer server = HttpServer.create(FREE, 0);
    answers(server, "/", 200, body);
    server.start();
    return server;
  }

  private static HttpServer node(String name) throws IOException {
    HttpServer server =
        server(
            "{\"node\":\""
                + name
                + "\",\"nodes\":[],\"edges\":[],\"links\":[{\"peer\":\"b\"}],\"lines\":[\"text\"]}");
    answers(server, "/mesh/what-if", 400, "expected a node\n");
    answers(server, "/mesh/interest", 200, "{\"total\":0,\"filters\":[]}");
    answers(server, "/sessions", 200, "{\"total\":3,\"sessions\":[]}");
    server.createContext(
        "/trace",
        exchange -> {
          String asked = exchange.getRequestURI().getRawQuery();
          send(exchange, 200, "{\"asked\":\"" + asked + "\"}");
        });
    return server;
  }

  private static void answers(HttpServer server, String path, int status, String body) {
    server.createContext(path, exchange -> send(exchange, status, body));
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (IOException e) {
      // Who asked had enough.
      exchange.close();
    }
  }

  private static final class Switches implements MeshSwitches {
    private final List<String> turned = new CopyOnWriteArrayList<>();

    @Override
    public Positions positions() {
      return new Positions(
          List.of(new Wire("a", "b", true)),
          List.of("c", "d"),
          List.of("d"),
          List.of("e"),
          Map.of("a", "gateway"));
    }

    @Override
    public void cut(String a, String b) {
      turned.add("cut " + a + "-" + b);
    }

    @Override
    public void mend(String a, String b) {
      turned.add("mend " + a + "-" + b);
    }

    @Override
    public void stop(String node) {
      throw new IllegalArgumentException("there is no node " + node);
    }

    @Override
    public void kill(String node) {
      turned.add("kill " + node);
    }

    @Override
    public void start(String node) throws IOException {
      if (node.equals("x")) {
        throw new IOException("there is no port");
      }
      turned.add("start " + node);
    }
  }
}
