package io.fieldway.trials.bench.topics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Subscriptions to devices in plants, such as `plant/17/device/1234/temperature`; a tenth of them
/// with wildcards in three places. No level has more than some thousand names, for Moquette copies
/// all of a level's children whenever one comes.
final class SampleFilters {
  private static final int SEED = 2_026;
  private static final List<String> QUANTITIES =
      List.of("temperature", "pressure", "humidity", "vibration", "status");
  private static final int PLANTS = 50;

  private final Random random = new Random(SEED);
  private final int devices;

  /// @param filters how many there will be
  SampleFilters(int filters) {
    devices = Math.max(1, filters / PLANTS / QUANTITIES.size());
  }

  /// As many different filters, in a random order that is the same each time.
  List<String> filters(int count) {
    List<String> filters = new ArrayList<>(count);
    int wildcards = count / 10;
    for (int i = 0; filters.size() < wildcards; i++) {
      filters.add(wildcard(i));
    }
    for (int i = 0; filters.size() < count; i++) {
      filters.add(topic(i));
    }
    Collections.shuffle(filters, random);
    return filters;
  }

  /// Topics of any devices, some of which nobody subscribed to by name.
  List<String> topics(int count) {
    List<String> topics = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      topics.add(topic(random.nextInt(PLANTS * devices * QUANTITIES.size())));
    }
    return topics;
  }

  /// The first fifth are `plant/+/device/D/quantity` as far as there are such, of the rest three
  /// quarters are `plant/P/device/D/+` and one quarter `plant/P/+/D/quantity`.
  private String wildcard(int i) {
    int everywhere = devices * QUANTITIES.size();
    if (i < everywhere) {
      return "plant/+/device/" + device(i / QUANTITIES.size()) + "/" + quantity(i);
    }
    int rest = i - everywhere;
    String plant = "plant/" + rest % PLANTS;
    return rest % 4 == 3
        ? plant + "/+/" + device(rest / PLANTS) + "/" + quantity(rest)
        : plant + "/device/" + device(rest / PLANTS) + "/+";
  }

  private String topic(int i) {
    return "plant/%d/device/%s/%s"
        .formatted(i % PLANTS, device(i / PLANTS % devices), quantity(i / PLANTS / devices));
  }

  private static String device(int i) {
    return "d" + (10_000 + i);
  }

  private static String quantity(int i) {
    return QUANTITIES.get(i % QUANTITIES.size());
  }
}
