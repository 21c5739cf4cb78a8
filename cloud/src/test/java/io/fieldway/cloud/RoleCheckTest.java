package io.fieldway.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.wire.config.Problem;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RoleCheckTest {
  private static final Optional<String> REDIS = Optional.of("redis://:p@127.0.0.1:6379");
  private static final Optional<String> POSTGRES = Optional.of("jdbc:postgresql://host/fieldway");

  private final CloudConfig whole = CloudConfig.of(Path.of("data"));

  @Test
  void aProcessWithAllServersNeedsNothing() {
    assertThat(whole.problems()).isEmpty();
  }

  /// Every set of roles but the whole one, and none.
  @Test
  void everySmallerSetIsToldThatItNeedsARedisAndADatabaseThatAreShared() {
    for (Set<Role> roles : smallerSets()) {
      CloudConfig config = given(roles);
      assertThat(keys(config)).as("%s alone", roles).contains("redis", "database");
      assertThat(config.withServers(REDIS, POSTGRES).problems()).as("%s", roles).isEmpty();
      assertThat(keys(config.withServers(REDIS, Optional.empty())))
          .as("%s with Redis alone", roles)
          .containsExactly("database");
      assertThat(keys(config.withServers(Optional.empty(), POSTGRES)))
          .as("%s with a database alone", roles)
          .containsExactly("redis");
    }
  }

  @Test
  void theSentencesSayWhatToGive() {
    assertThat(given(Set.of(Role.MACHINE, Role.EVENT)).problems())
        .extracting(Problem::sentence)
        .anySatisfy(
            each -> assertThat(each).contains("machine and event alone").contains("redis://"))
        .anySatisfy(
            each -> assertThat(each).contains("jdbc:postgresql://").contains("jdbc:sqlite:FILE"));
  }

  @Test
  void aUserServerWithoutAResourceServerNeedsItsAddress() {
    CloudConfig user = whole.withRoles(Set.of(Role.USER)).withServers(REDIS, POSTGRES);
    assertThat(keys(user)).containsExactly("resource");
    for (String wrong : List.of("ftp://127.0.0.1", "127.0.0.1", "http://192.0.2.1:8410")) {
      assertThat(keys(user.withOthers(Optional.empty(), Optional.of(URI.create(wrong)))))
          .as(wrong)
          .containsExactly("resource");
    }
    URI elsewhere = URI.create("https://192.0.2.1:8410");
    assertThat(user.withOthers(Optional.empty(), Optional.of(elsewhere)).problems()).isEmpty();
  }

  @Test
  void nobodyElseHandsRequestsOn() {
    Optional<URI> resource = Optional.of(URI.create("http://127.0.0.1:8410"));
    assertThat(keys(whole.withOthers(Optional.empty(), resource))).containsExactly("resource");
    assertThat(
            keys(
                whole
                    .withRoles(Set.of(Role.MACHINE))
                    .withServers(REDIS, POSTGRES)
                    .withOthers(Optional.empty(), resource)))
        .containsExactly("resource");
  }

  @Test
  void aDatabaseThatKeepsNothingIsRefused() {
    for (String url :
        List.of("jdbc:sqlite::memory:", "jdbc:sqlite:", "jdbc:sqlite:file::memory:")) {
      assertThat(keys(whole.withServers(Optional.empty(), Optional.of(url))))
          .as(url)
          .containsExactly("database");
    }
  }

  @Test
  void aMeshIsForTheUserServer() {
    List<InetSocketAddress> mesh =
        List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 8403));
    CloudConfig machine = whole.withRoles(Set.of(Role.MACHINE)).withServers(REDIS, POSTGRES);
    assertThat(keys(machine.withMesh(mesh, List.of()))).containsExactly("mesh");
  }

  @Test
  void noRoleAtAllAndNoRhythmAreRefused() {
    assertThat(keys(whole.withRoles(Set.of()))).containsExactly("role");
    assertThat(keys(whole.withHeartbeat(Duration.ZERO))).containsExactly("heartbeat");
  }

  private CloudConfig given(Set<Role> roles) {
    boolean forwards = roles.contains(Role.USER) && !roles.contains(Role.RESOURCE);
    return whole
        .withRoles(roles)
        .withOthers(
            Optional.empty(),
            forwards ? Optional.of(URI.create("http://127.0.0.1:8410")) : Optional.empty());
  }

  private static List<String> keys(CloudConfig config) {
    return config.problems().stream().map(Problem::key).toList();
  }

  private static List<Set<Role>> smallerSets() {
    List<Set<Role>> sets = new ArrayList<>(List.of(EnumSet.noneOf(Role.class)));
    for (Role role : Role.values()) {
      for (Set<Role> smaller : List.copyOf(sets)) {
        Set<Role> larger = EnumSet.of(role);
        larger.addAll(smaller);
        sets.add(larger);
      }
    }
    sets.removeIf(each -> each.isEmpty() || each.size() == Role.values().length);
    return sets;
  }
}
