package io.fieldway.node.attach;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.broker.BrokerConfig;
import io.fieldway.node.packet.Packet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Two brokers and a wire between them, in virtual time: connections break, and either broker is
/// killed in the middle of anything and comes back with what was forced to its disk. What a seed
/// shows once it shows always.
final class Encounter {
  final World world;
  final Home home;
  final Home other;
  final Person here;
  final Person there;
  @Var private @Nullable Pipe pipe;
  @Var private boolean faults = true;

  Encounter(long seed) {
    this.world = new World(seed);
    this.home = new Home(BrokerConfig.defaults(), Home.terms(), world.now);
    this.other = new Home(BrokerConfig.defaults(), Home.terms(), world.now);
    this.here = new Person(world, home, "here");
    this.there = new Person(world, other, "there");
  }

  void begin() {
    here.connect();
    there.connect();
    tick();
    commit(home);
    commit(other);
    speak(here);
    speak(there);
    dial();
    world.run(5_000); // everything is subscribed
    here.publishes = true;
    there.publishes = true;
  }

  private void tick() {
    home.broker.tick(world.now);
    other.broker.tick(world.now);
    Wire wire = home.wire;
    if (wire != null) {
      wire.tick(world.now);
    }
    world.after(100, this::tick);
  }

  /// Some of what was written becomes durable.
  private void commit(Home side) {
    side.commit(world.below(side.journal.groups() + 1), world.now);
    world.after(1 + world.below(10), () -> commit(side));
  }

  private void speak(Person person) {
    person.speak();
    world.after(1 + world.below(60), () -> speak(person));
  }

  private void dial() {
    Foreign foreign =
        new Foreign() {
          @Override
          public void send(Packet packet) {
            if (pipe != null) {
              pipe.say(packet);
            }
          }

          @Override
          public void close() {
            if (pipe != null) {
              pipe.leaves();
              pipe = null;
            }
          }
        };
    Pipe opened =
        new Pipe(
            world,
            other.broker,
            packet -> wire().fromForeign(packet, world.now),
            () -> {
              pipe = null;
              wire().lost(world.now);
            });
    pipe = opened;
    home.connect(foreign, world.now);
    redial();
  }

  /// Looks from time to time whether the wire is there, and makes another.
  private void redial() {
    world.after(
        100 + world.below(300),
        () -> {
          if (pipe == null) {
            dial();
          } else {
            redial();
          }
        });
  }

  Wire wire() {
    if (home.wire == null) {
      throw new AssertionError("there is no wire");
    }
    return home.wire;
  }

  void fault() {
    if (!faults) {
      return;
    }
    switch (world.below(3)) {
      case 0 -> {
        if (pipe != null) {
          pipe.breaks();
        }
      }
      case 1 -> killHome(false);
      default -> killOther(false);
    }
    world.after(50 + world.below(1_500), this::fault);
  }

  void killHome(boolean burns) {
    Pipe open = pipe;
    pipe = null;
    home.journal.force(world.below(home.journal.groups() + 1));
    if (burns) {
      home.burn(world.now);
    } else {
      home.restart(world.now);
    }
    if (open != null) {
      open.leaves();
    }
    here.cutOff();
  }

  void killOther(boolean burns) {
    other.journal.force(world.below(other.journal.groups() + 1));
    if (burns) {
      other.burn(world.now);
    } else {
      other.restart(world.now);
    }
    Pipe open = pipe;
    if (open != null) {
      open.dies();
    }
    there.cutOff();
  }

  /// Nothing breaks any more, nobody says anything new, and everything has the time to arrive.
  void heal() {
    faults = false;
    here.publishes = false;
    there.publishes = false;
    world.run(60_000);
  }

  void check(String seed) {
    for (Person publisher : List.of(here, there)) {
      for (Person subscriber : List.of(here, there)) {
        assertThat(subscriber.came)
            .as("NothingAckedIsLost: %s at %s, %s", publisher.name, subscriber.name, seed)
            .containsAll(publisher.acknowledged);
      }
    }
    for (Person subscriber : List.of(here, there)) {
      assertThat(subscriber.came.stream().filter(each -> each.contains("/2 ")).toList())
          .as("OnceMeansOnce: at %s, %s", subscriber.name, seed)
          .doesNotHaveDuplicates();
      for (Person publisher : List.of(here, there)) {
        String topic = publisher.name + "/2 ";
        assertThat(
                subscriber.came.stream()
                    .filter(each -> each.startsWith(topic))
                    .map(each -> Integer.valueOf(each.substring(topic.length())))
                    .toList())
            .as("OrderKept: %s at %s, %s", publisher.name, subscriber.name, seed)
            .isSorted();
      }
    }
  }
}
