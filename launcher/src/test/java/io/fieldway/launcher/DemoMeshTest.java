package io.fieldway.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fieldway.wire.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class DemoMeshTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir Path data;

  @Test
  void carriesAKilledNodeOnAndGivesItBackAfterARestartOfAll() throws Exception {
    List<InetSocketAddress> views;
    InetSocketAddress field;
    try (DemoMesh mesh = DemoMesh.start(data)) {
      views = mesh.views();
      field = mesh.address(DemoMesh.FIELD);
      awaitPlan(mesh, "copy", "whole");
      mesh.kill("6");
      assertThat(mesh.positions().stopped()).containsExactly("6");
      assertThat(mesh.positions().killed()).containsExactly("6");
      await().atMost(PATIENCE).until(() -> plan(mesh).has("carriedBy"));
      assertThatThrownBy(() -> mesh.stop(plan(mesh).path("carriedBy").asString()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("carries 6 on: start node 6 first");
      assertThatThrownBy(() -> mesh.kill("8"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected one of the nodes 1, 2, 3, 4, 5, 6, 7, got 8");
    }
    try (DemoMesh again = DemoMesh.start(data)) {
      assertThat(again.views()).isEqualTo(views);
      assertThat(again.address(DemoMesh.FIELD)).isEqualTo(field);
      assertThat(again.positions().stopped()).isEmpty();
      awaitPlan(again, "life", "alive");
      assertThat(plan(again).has("carriedBy")).isFalse();
    }
  }

  @Test
  void saysWhatIsWrongWithThePortsThatItHas() throws Exception {
    Files.writeString(data.resolve("ports.json"), "{\"1\":{\"mqtt\":0,\"http\":1,\"link\":1}}");
    assertThatThrownBy(() -> DemoMesh.start(data))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ports.json")
        .hasMessageContaining("mqtt");
    Files.writeString(data.resolve("ports.json"), "{\"2\":{\"mqtt\":1,\"http\":1,\"link\":1}}");
    assertThatThrownBy(() -> DemoMesh.start(data))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected the ports of node 1");
  }

  private static void awaitPlan(DemoMesh mesh, String field, String value) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(plan(mesh).path(field).asString("")).isEqualTo(value));
  }

  /// What the controller says of node 6.
  private static JsonNode plan(DemoMesh mesh) throws IOException {
    for (JsonNode each :
        Json.parse("plan", Pages.read("controller", "", mesh.controller(), "/plan", Map.of()))
            .path("nodes")) {
      if (each.path("node").asString("").equals("6")) {
        return each;
      }
    }
    return Json.object();
  }
}
