package io.fieldway.cloud.user;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.cloud.Cloud;
import io.fieldway.cloud.CloudConfig;
import io.fieldway.cloud.stage.Person;
import io.fieldway.wire.Json;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.CookieManager;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserServerTest {
  @TempDir Path data;
  private Cloud cloud;

  @BeforeEach
  void start() {
    cloud = Cloud.start(CloudConfig.of(data));
  }

  @AfterEach
  void stop() {
    cloud.close();
  }

  @Test
  void aLinkSignsInOnceAndTheSessionSurvivesARestart() throws Exception {
    URI link = cloud.signInLink();
    try (Person first = Person.signIn(link);
        Person second = Person.stranger(cloud.web())) {
      assertThat(first.get("/api/me").json().path("role").asString()).isEqualTo("administrator");

      Person.Answer again = second.get(link.getPath());
      assertThat(again.status()).isEqualTo(303);
      assertThat(again.header("Location")).isEqualTo("/?link=refused");
      Person.Answer refused = second.get("/api/me");
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
      assertThat(second.get("/api/health").status()).isEqualTo(200);

      int port = cloud.web().getPort();
      cloud.close();
      cloud = Cloud.start(onPort(port));
      assertThat(first.get("/api/me").status()).isEqualTo(200);
      assertThat(first.post("/api/sign-out", Json.object()).status()).isEqualTo(204);
      assertThat(first.get("/api/me").status()).isEqualTo(401);
    }
  }

  @Test
  void aSignedInPersonMakesALinkForAnotherBrowser() throws Exception {
    try (Person person = Person.signIn(cloud.signInLink())) {
      Person.Answer made = person.post("/api/sign-in-links", Json.object());
      assertThat(made.status()).isEqualTo(201);
      try (Person other = Person.signIn(URI.create(made.json().path("link").asString()))) {
        assertThat(other.get("/api/me").status()).isEqualTo(200);
      }
    }
  }

  @Test
  void aChangeThatAnotherSiteCouldHaveMadeIsRefused() throws Exception {
    URI link = cloud.signInLink();
    HttpClient browser = signedIn(link);
    HttpRequest.Builder change =
        HttpRequest.newBuilder(cloud.web().resolve("/api/sign-in-links"))
            .POST(HttpRequest.BodyPublishers.noBody());
    assertThat(status(browser, change.copy())).as("without the header").isEqualTo(403);
    assertThat(
            status(
                browser,
                change.copy().headers("X-Requested-With", "x", "Origin", "http://evil.example")))
        .as("from another origin")
        .isEqualTo(403);
    assertThat(
            status(
                browser,
                change
                    .copy()
                    .headers(
                        "X-Requested-With", "x", "Origin", "http://" + cloud.web().getAuthority())))
        .as("from this origin")
        .isEqualTo(201);
    browser.shutdownNow();
  }

  @Test
  void thePageAllowsItsOwnScriptsOnlyAndItsFilesAreKeptForEver() throws Exception {
    try (Person stranger = Person.stranger(cloud.web())) {
      Person.Answer page = stranger.get("/devices/valve-1");
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.header("Content-Security-Policy"))
          .contains("default-src 'none'", "script-src 'self' 'sha256-", "frame-ancestors 'none'")
          .doesNotContain("unsafe-inline");
      assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
      assertThat(page.text()).contains("\"lit\"").doesNotContain("{version}", "{modules}");

      String main = page.text().replaceAll("(?s).*src=\"(/assets/[^\"]+/main\\.js)\".*", "$1");
      Person.Answer script = stranger.get(main);
      assertThat(script.status()).isEqualTo(200);
      assertThat(script.header("Cache-Control")).contains("immutable");
      assertThat(stranger.get("/page.html").status()).isEqualTo(401);
      assertThat(stranger.get(main.replace("main.js", "%2e%2e/page.html")).status())
          .isNotEqualTo(200);
    }
  }

  @Test
  void theLiveStreamGoesOnWhereItBrokeOrSaysThatItCannot() throws Exception {
    HttpClient browser = signedIn(cloud.signInLink());
    List<String> first = events(browser, "", 3);
    assertThat(first.getFirst()).as("the first sign of life").isEqualTo("alive");
    String last = first.getLast();

    // Two were sent after the one that the browser saw last, before it came again.
    List<String> next = events(browser, last, 4);
    assertThat(next).doesNotContain("reset", last);
    assertThat(next.stream().filter(each -> !each.equals("alive")))
        .isSortedAccordingTo(UserServerTest::byPlace)
        .doesNotHaveDuplicates()
        .allMatch(each -> byPlace(each, last) > 0);

    assertThat(events(browser, "1-1", 1)).containsExactly("reset");
    browser.shutdownNow();
  }

  private CloudConfig onPort(int port) {
    CloudConfig config = CloudConfig.of(data);
    return config.withListeners(
        config.machineListen(), new InetSocketAddress(config.webListen().getAddress(), port));
  }

  /// The ids of the first events of a live stream; `alive` and `reset` stand for themselves.
  private List<String> events(HttpClient browser, String lastEventId, int count) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(cloud.web().resolve("/api/live")).GET();
    if (!lastEventId.isEmpty()) {
      request.header("Last-Event-ID", lastEventId);
    }
    List<String> ids = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                browser.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()).body(),
                StandardCharsets.UTF_8))) {
      @Var String id = "";
      while (ids.size() < count) {
        String line = lines.readLine();
        assertThat(line).as("the stream goes on").isNotNull();
        if (line.startsWith("id:")) {
          id = line.substring("id:".length());
        } else if (line.equals("event:alive") || line.equals("event:reset")) {
          id = line.substring("event:".length());
        } else if (line.isEmpty() && !id.isEmpty()) {
          ids.add(id);
          id = "";
        }
      }
    }
    return ids;
  }

  private static int byPlace(String one, String other) {
    FeedPlace left = FeedPlace.parse(one).orElseThrow();
    FeedPlace right = FeedPlace.parse(other).orElseThrow();
    return left.equals(right) ? 0 : left.isAfter(right) ? 1 : -1;
  }

  private static HttpClient signedIn(URI link) throws Exception {
    HttpClient browser = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    status(browser, HttpRequest.newBuilder(link).GET());
    return browser;
  }

  private static int status(HttpClient browser, HttpRequest.Builder request) throws Exception {
    return browser.send(request.build(), HttpResponse.BodyHandlers.ofString()).statusCode();
  }
}
