package io.fieldway.routing.topic;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LevelTreeTest {
  private final LevelTree<Integer> tree = new LevelTree<>();

  @Test
  void storesOnceWhatKeysHaveInCommon() {
    put("a/b/c/x", 1);
    put("a/b/c/y/z", 2);
    put("a/+", 3);
    assertThat(shape()).isEqualTo("(a(b/c(x=1 y/z=2) +=3))");
    put("a/b/d", 4);
    assertThat(shape()).isEqualTo("(a(b(c(x=1 y/z=2) d=4) +=3))");
    put("a/b", 5);
    assertThat(shape()).isEqualTo("(a(b=5(c(x=1 y/z=2) d=4) +=3))");
  }

  @Test
  void joinsAgainWhatItCut() {
    put("a/b/c/x", 1);
    put("a/b/c/y/z", 2);
    put("a/b/d", 4);
    remove("a/b/d");
    assertThat(shape()).isEqualTo("(a/b/c(x=1 y/z=2))");
    remove("a/b/c/x");
    assertThat(shape()).isEqualTo("(a/b/c/y/z=2)");
    put("a/b", 5);
    remove("a/b/c/y/z");
    assertThat(shape()).isEqualTo("(a/b=5)");
    remove("a/b");
    assertThat(shape()).isEqualTo("()");
  }

  @Test
  void keepsAValueOnTheWayToOthers() {
    put("a/b/c", 1);
    put("a", 2);
    assertThat(shape()).isEqualTo("(a=2(b/c=1))");
    remove("a");
    assertThat(shape()).isEqualTo("(a/b/c=1)");
  }

  @Test
  void knowsEmptyLevels() {
    put("/", 1);
    put("//", 2);
    put("/a", 3);
    put("a/", 4);
    assertThat(shape()).isEqualTo("((=1(=2) a=3) a/=4)");
    assertThat(tree.get(key("/"))).isEqualTo(1);
    assertThat(tree.get(key("///"))).isNull();
    assertThat(tree.get(key("a"))).isNull();
  }

  @Test
  void doesNotTakeAPartOfAKeyForAKey() {
    put("a/bc/d", 1);
    assertThat(tree.get(key("a/b"))).isNull();
    assertThat(tree.get(key("a/bc"))).isNull();
    assertThat(tree.get(key("a/bc/d/e"))).isNull();
    assertThat(tree.remove(key("a/bc"))).isNull();
    assertThat(tree.size()).isEqualTo(1);
  }

  /// What a key is put or, where the value is negative, removed with.
  record Step(String key, int value) {}

  @Property(tries = 300)
  void keepsWhatAMapWouldKeepAndIsAsSmallAsCanBe(@ForAll("steps") List<Step> steps) {
    LevelTree<Integer> grown = new LevelTree<>();
    Map<String, Integer> expected = new HashMap<>();
    for (Step step : steps) {
      if (step.value() < 0) {
        assertThat(grown.remove(key(step.key()))).isEqualTo(expected.remove(step.key()));
      } else {
        assertThat(grown.put(key(step.key()), step.value()))
            .isEqualTo(expected.put(step.key(), step.value()));
      }
      assertThat(grown.size()).isEqualTo(expected.size());
      requireTight(grown.root(), grown);
    }
    Map<String, Integer> found = new HashMap<>();
    grown.forEach(node -> assertThat(found.put(node.text, node.value)).isNull());
    assertThat(found).isEqualTo(expected);
    expected.forEach((key, value) -> assertThat(grown.get(key(key))).isEqualTo(value));
    expected.keySet().forEach(key -> grown.remove(key(key)));
    assertThat(grown.size()).isZero();
    assertThat(children(grown.root())).isZero();
    assertThat(grown.root().literals.capacity()).isZero();
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Texts.filters()
        .flatMap(key -> Arbitraries.integers().between(-10, 15).map(value -> new Step(key, value)))
        .list()
        .ofMaxSize(60);
  }

  /// Every branch but the root is needed, and every text is the whole way.
  private static void requireTight(Branch<Integer> branch, LevelTree<Integer> whole) {
    boolean isRoot = branch.equals(whole.root());
    assertThat(isRoot || branch.value != null || children(branch) > 1).isTrue();
    for (int i = 0; i < branch.literals.capacity(); i++) {
      requireBelow(branch, branch.literals.at(i), isRoot, whole);
    }
    requireBelow(branch, branch.single, isRoot, whole);
    requireBelow(branch, branch.multi, isRoot, whole);
  }

  private static void requireBelow(
      Branch<Integer> parent,
      @Nullable Node<Integer> child,
      boolean isTop,
      LevelTree<Integer> whole) {
    if (child == null) {
      return;
    }
    String way = isTop ? "" : parent.text + "/";
    assertThat(child.text).startsWith(way);
    assertThat(child.start).isEqualTo(way.length());
    if (child instanceof Branch<Integer> below) {
      requireTight(below, whole);
    } else {
      assertThat(child.value).isNotNull();
    }
  }

  private static int children(Branch<Integer> branch) {
    return branch.literals.size()
        + (branch.single == null ? 0 : 1)
        + (branch.multi == null ? 0 : 1);
  }

  private String shape() {
    StringBuilder text = new StringBuilder();
    write(tree.root(), text);
    return text.toString();
  }

  /// Labels with their values, children in brackets, literals in the order they came.
  private static void write(Node<Integer> node, StringBuilder text) {
    text.append(node.text.substring(node.start));
    if (node.value != null) {
      text.append('=').append(node.value);
    }
    if (node instanceof Branch<Integer> branch) {
      text.append('(');
      @Var String gap = "";
      for (int i = 0; i < branch.literals.size(); i++) {
        Node<Integer> child = branch.literals.at(i);
        if (child != null) {
          text.append(gap);
          write(child, text);
          gap = " ";
        }
      }
      if (branch.single != null) {
        text.append(gap);
        write(branch.single, text);
        gap = " ";
      }
      if (branch.multi != null) {
        text.append(gap);
        write(branch.multi, text);
      }
      text.append(')');
    }
  }

  private void put(String text, int value) {
    tree.put(key(text), value);
  }

  private void remove(String text) {
    assertThat(tree.remove(key(text))).isNotNull();
  }

  private static Levels key(String text) {
    return new Levels(1).read(text);
  }
}
