package io.fieldway.node.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.node.access.AccessCounts;
import io.fieldway.node.broker.BrokerCounts;
import io.fieldway.node.copy.CopyCounts;
import io.fieldway.node.journal.JournalCounts;
import io.fieldway.node.mesh.MeshCounts;
import io.fieldway.node.network.NetworkCounts;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class MetricsTest {
  /// A record whose numbers are 1, 2, 3 … in the order of its components.
  private static <R extends Record> R numbered(Class<R> type) throws ReflectiveOperationException {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      Class<?> kind = components[i].getType();
      if (kind == int.class) {
        values[i] = i + 1;
      } else if (kind == long.class) {
        values[i] = (long) (i + 1);
      } else if (kind == String.class) {
        values[i] = "x";
      } else {
        values[i] = kind.getEnumConstants()[0];
      }
    }
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    return type.getDeclaredConstructor(types).newInstance(values);
  }

  private static <R extends Record> void namesEach(
      Class<R> type, List<Metric<R>> metrics, double... scaled)
      throws ReflectiveOperationException {
    R counts = numbered(type);
    Set<Double> shown =
        metrics.stream()
            .map(metric -> metric.value().applyAsDouble(counts))
            .collect(Collectors.toSet());
    RecordComponent[] components = type.getRecordComponents();
    for (int i = 0; i < components.length; i++) {
      boolean number = components[i].getType().isPrimitive();
      if (number && Arrays.binarySearch(scaled, i + 1) < 0) {
        assertThat(shown).as(components[i].getName()).contains((double) (i + 1));
      }
    }
    assertThat(metrics).hasSize(shown.size());
  }

  @Test
  void showsEverythingThatIsCounted() throws ReflectiveOperationException {
    namesEach(BrokerCounts.class, Metrics.BROKER);
    namesEach(AccessCounts.class, Metrics.ACCESS);
    namesEach(ListenerCounts.class, Metrics.LISTENER);
    namesEach(MeshCounts.class, MeshMetrics.CUSTODY);
    namesEach(NetworkCounts.class, MeshMetrics.NETWORK);
    namesEach(LinkCounts.class, MeshMetrics.LINKS);
    namesEach(CopyCounts.class, MeshMetrics.COPIES);
    namesEach(JournalCounts.class, Metrics.JOURNAL, 12); // nanoseconds, shown as seconds
  }

  @Test
  void namesEachMetricOnceAndCountersAsPrometheusWants() {
    List<Metric<?>> all =
        Stream.<List<? extends Metric<?>>>of(
                Metrics.BROKER,
                Metrics.ACCESS,
                Metrics.JOURNAL,
                MeshMetrics.CUSTODY,
                MeshMetrics.NETWORK,
                MeshMetrics.LINKS,
                MeshMetrics.COPIES,
                Metrics.LISTENER,
                Metrics.LOOP,
                Metrics.PROCESS)
            .<Metric<?>>flatMap(List::stream)
            .toList();
    assertThat(all.stream().map(Metric::name)).doesNotHaveDuplicates();
    assertThat(all)
        .allSatisfy(metric -> {
          assertThat(metric.name().endsWith("_total"))
              .as(metric.name())
              .isEqualTo(metric.kind() == Metric.Kind.COUNTER);
          assertThat(metric.help()).as(metric.name()).endsWith(".");
        });
  }

  @Test
  void writesWholeNumbersWithoutAPoint() {
    StringBuilder out = new StringBuilder();
    Metric<Double> metric = Metric.gauge("x", "X.", value -> value);
    metric.describe(out);
    metric.sample(out, "", 3.0);
    metric.sample(out, "{a=\"b\"}", 0.5);
    assertThat(out)
        .hasToString(
            "# HELP fieldway_x X.\n# TYPE fieldway_x gauge\nfieldway_x 3\nfieldway_x{a=\"b\"} 0.5\n");
  }
}
