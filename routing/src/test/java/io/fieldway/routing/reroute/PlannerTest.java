package io.fieldway.routing.reroute;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.routing.graph.ShortestPaths;
import io.fieldway.routing.graph.Topology;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private static final Load ROOM = new Load(100, 1_000);
  private static final Behaviour B12 = Behaviour.of(List.of("t2"), List.of("t1"));
  private static final Behaviour B3 = Behaviour.of(List.of("t1", "t2"), List.of("t1"));

  private final Planner planner = new Planner();

  @Test
  void plansTable11AsThePlannerSays() {
    SortedMap<String, Standing> plan = plan(List.of(of("b1", B12), of("b2", B12), of("b3", B3)));
    assertThat(substitutes(plan)).isEqualTo(Map.of("b1", "b2", "b2", "b1", "b3", "b1"));
    assertThat(of(plan, "b1").substitutes())
        .extracting(Match::substitute)
        .containsExactly("b2", "b3");
    assertThat(of(plan, "b1").substitute().orElseThrow().likeness().kind())
        .isEqualTo(Likeness.Kind.STRONG);
    SortedMap<String, Standing> after =
        planner.plan(
            mesh(List.of(of("b1", B12), of("b3", B3)), Map.of("b1", "b2", "b3", "b1"), Set.of()));
    assertThat(substitutes(after)).isEqualTo(Map.of("b1", "b3", "b3", "b1"));
    assertThat(of(after, "b3").why()).isEqualTo("kept");
  }

  @Test
  void putsThoseThatDoTheSameInOneClass() {
    Behaviour spelledOtherwise = Behaviour.of(List.of("t2"), List.of("t1", "t1/#"));
    Behaviour wild = Behaviour.of(List.of("t2"), List.of("t1/#"));
    List<Member> members =
        List.of(
            of("b1", B12), of("b2", B12), of("b3", B3), of("b4", wild), of("b5", spelledOtherwise));
    assertThat(planner.classes(mesh(members, Map.of(), Set.of())))
        .containsExactly(List.of("b1", "b2"), List.of("b3"), List.of("b4", "b5"));
  }

  @Test
  void keepsASubstituteThoughABetterOneComesUnlessTheNodeIsRestless() {
    List<Member> members = List.of(of("b1", B12), of("b2", B12), of("b3", B3));
    Map<String, String> present = Map.of("b1", "b3", "b2", "b3", "b3", "b2");
    assertThat(substitutes(planner.plan(mesh(members, present, Set.of())))).isEqualTo(present);
    SortedMap<String, Standing> improved = planner.plan(mesh(members, present, Set.of("b1", "b3")));
    assertThat(substitutes(improved)).isEqualTo(Map.of("b1", "b2", "b2", "b3", "b3", "b2"));
    assertThat(of(improved, "b1").why()).isEqualTo("better than b3");
  }

  @Test
  void prefersTheShorterWayThenTheSmallerLoadThenTheName() {
    Topology line = new Topology();
    line.link("a", "b", 1);
    line.link("b", "c", 1);
    line.link("a", "d", 5);
    List<Member> members = List.of(idle("a", 1), idle("b", 9), idle("c", 1), idle("d", 1));
    Mesh mesh = new Mesh(members, line, Map.of(), Set.of(), Map.of());
    assertThat(of(planner.plan(mesh), "a").substitutes())
        .extracting(Match::substitute)
        .containsExactly("b", "c", "d");
    assertThat(of(plan(members), "b").substitute().orElseThrow().substitute()).isEqualTo("a");
  }

  @Test
  void saysWhoCouldNotAndWhy() {
    Member fenced = new Member("b2", B12, Load.NONE, ROOM, false, false);
    Member small = new Member("b3", B12, Load.NONE, new Load(4, 1_000), false, true);
    Member refuses = new Member("b4", B12, Load.NONE, ROOM, false, true);
    Member far = new Member("b5", B12, Load.NONE, ROOM, false, true);
    List<Member> members = List.of(idle("b1", 5), fenced, small, refuses, far);
    Topology topology = full(members.subList(0, 4));
    topology.add("b5");
    Mesh mesh =
        new Mesh(members, topology, Map.of("b1", "b4"), Set.of(), Map.of("b1", Set.of("b4")));
    assertThat(of(planner.plan(mesh), "b1").why())
        .isEqualTo(
            "unprotected: b2 takes no others, b3 has no room, b4 has refused, b5 cannot be reached");
    assertThat(of(plan(List.of(idle("b1", 1))), "b1").why())
        .isEqualTo("unprotected: there is no other node");
  }

  @Test
  void addsUpWhatASubstituteWouldHaveToTake() {
    Member host = new Member("host", B12, Load.NONE, new Load(10, 1_000), false, true);
    SortedMap<String, Standing> plan =
        plan(List.of(taker("a", 6), taker("b", 7), taker("c", 3), host));
    assertThat(substitutes(plan)).isEqualTo(Map.of("b", "host", "c", "host"));
    assertThat(of(plan, "a").why()).contains("host has no room");
  }

  @Property(tries = 300)
  void everyPlanKeepsToItsConstraintsAndIsStable(@ForAll Random random) {
    Mesh mesh = anyMesh(random);
    SortedMap<String, Standing> plan = planner.plan(mesh);
    Map<String, Member> members = new TreeMap<>();
    mesh.members().forEach(member -> members.put(member.name(), member));
    assertThat(plan.keySet())
        .isEqualTo(
            Set.copyOf(
                mesh.members().stream()
                    .filter(Member::needsSubstitute)
                    .map(Member::name)
                    .toList()));
    Map<String, Load> taken = new HashMap<>();
    for (Standing standing : plan.values()) {
      for (Match match : standing.substitutes()) {
        assertThat(match.substitute()).isNotEqualTo(standing.node());
        assertThat(of(members, match.substitute()).takesOthers()).isTrue();
        assertThat(mesh.refused().getOrDefault(standing.node(), Set.of()))
            .doesNotContain(match.substitute());
        assertThat(new ShortestPaths(mesh.topology(), standing.node()).weight(match.substitute()))
            .isPresent();
      }
      standing
          .substitute()
          .ifPresent(match ->
              taken.merge(match.substitute(), of(members, standing.node()).load(), Load::plus));
      assertThat(standing.substitutes().isEmpty())
          .isEqualTo(standing.why().startsWith("unprotected"));
    }
    taken.forEach((name, load) -> assertThat(load.fits(of(members, name).room())).isTrue());
    Mesh next =
        new Mesh(
            mesh.members(), mesh.topology(), substitutes(plan), mesh.restless(), mesh.refused());
    assertThat(substitutes(new Planner().plan(next))).isEqualTo(substitutes(plan));
  }

  @Property(tries = 100)
  void everyNodeIsPlannedWhereOneHasRoomForAll(@ForAll Random random) {
    int size = 2 + random.nextInt(6);
    List<Member> members = new ArrayList<>();
    for (@Var int i = 0; i < size; i++) {
      members.add(
          new Member("b" + i, behaviour(random), new Load(random.nextInt(9), 1), ROOM, true, true));
    }
    assertThat(plan(members).values())
        .allMatch(standing -> standing.substitute().isPresent())
        .hasSize(size);
  }

  private static Mesh anyMesh(Random random) {
    int size = 1 + random.nextInt(6);
    List<Member> members = new ArrayList<>();
    Topology topology = new Topology();
    Map<String, String> present = new TreeMap<>();
    Map<String, Set<String>> refused = new TreeMap<>();
    for (@Var int i = 0; i < size; i++) {
      String name = "b" + i;
      topology.add(name);
      members.add(
          new Member(
              name,
              behaviour(random),
              new Load(random.nextInt(9), random.nextInt(9)),
              new Load(random.nextInt(25), random.nextInt(25)),
              random.nextInt(4) > 0,
              random.nextInt(4) > 0));
      for (@Var int j = 0; j < i; j++) {
        if (random.nextBoolean()) {
          topology.link(name, "b" + j, 1 + random.nextInt(3));
        }
      }
      if (random.nextBoolean()) {
        present.put(name, "b" + random.nextInt(7));
      }
      if (random.nextInt(3) == 0) {
        refused.put(name, Set.of("b" + random.nextInt(6)));
      }
    }
    return new Mesh(members, topology, present, Set.of(), refused);
  }

  private static Behaviour behaviour(Random random) {
    List<List<String>> some = List.of(List.of(), List.of("a"), List.of("a", "b"), List.of("a/#"));
    return Behaviour.of(some.get(random.nextInt(4)), some.get(random.nextInt(4)));
  }

  private SortedMap<String, Standing> plan(List<Member> members) {
    return planner.plan(mesh(members, Map.of(), Set.of()));
  }

  private static Mesh mesh(
      List<Member> members, Map<String, String> present, Set<String> restless) {
    return new Mesh(members, full(members), present, restless, Map.of());
  }

  private static Topology full(List<Member> members) {
    Topology topology = new Topology();
    for (Member one : members) {
      topology.add(one.name());
      for (Member other : members) {
        if (!one.name().equals(other.name())) {
          topology.link(one.name(), other.name(), 1);
        }
      }
    }
    return topology;
  }

  private static Map<String, String> substitutes(SortedMap<String, Standing> plan) {
    Map<String, String> all = new TreeMap<>();
    plan.forEach((node, standing) ->
        standing.substitute().ifPresent(match -> all.put(node, match.substitute())));
    return all;
  }

  private static <T> T of(Map<String, T> all, String name) {
    return Objects.requireNonNull(all.get(name), name);
  }

  private static Member of(String name, Behaviour behaviour) {
    return new Member(name, behaviour, new Load(1, 1), ROOM, true, true);
  }

  private static Member idle(String name, int sessions) {
    return new Member(name, Behaviour.NONE, new Load(sessions, 1), ROOM, true, true);
  }

  private static Member taker(String name, int sessions) {
    return new Member(name, B12, new Load(sessions, 1), Load.NONE, true, false);
  }
}
