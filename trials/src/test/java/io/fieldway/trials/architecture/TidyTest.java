package io.fieldway.trials.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.trials.architecture.SourceTree.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What no compiler looks at. Words that are looked for are written in two parts here, so that this
/// file may be looked at too.
final class TidyTest {
  private static final SourceTree TREE = SourceTree.here();

  private static final Pattern LEFT_OVER = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");

  private static final Pattern MACHINE_PATH =
      Pattern.compile(
          "(?<![\\w.~$}])/(home|Us"
              + "ers)/\\w|(?<![\\w.~$}])/(ro"
              + "ot|wo"
              + "rk)/[\\w.]|[A-Z]:\\\\\\\\?Us"
              + "ers");

  private static final Pattern DECISION =
      Pattern.compile("docs/decisions/(\\d{4})-[a-z0-9-]+\\.md");

  @Test
  void seesTheWholeTree() {
    assertThat(TREE.sources())
        .extracting(Source::path)
        .contains("pom.xml", "ARCHITECTURE.md", ".mvn/jdk.sh", "trials/pom.xml")
        .noneMatch(path -> path.contains("/target/"));
  }

  @Test
  void indentsWithSpacesSoThatEveryEditorShowsTheSame() {
    assertThat(lines((source, line) -> line.indexOf('\t') >= 0)).isEmpty();
  }

  @Test
  void leavesNoNoteOfWorkToDoForThatBelongsIntoAnIssue() {
    assertThat(
            lines(
                (source, line) -> !source.path().endsWith(".md") && LEFT_OVER.matcher(line).find()))
        .isEmpty();
  }

  @Test
  void namesNoPathOfOneMachineForItIsWrongOnEveryOther() {
    assertThat(lines((source, line) -> MACHINE_PATH.matcher(line).find())).isEmpty();
  }

  @Test
  void endsEveryFileWithANewlineSoThatToolsJoinThemWell() {
    assertThat(TREE.sources())
        .filteredOn(source -> !source.text().isEmpty() && !source.text().endsWith("\n"))
        .extracting(Source::path)
        .isEmpty();
  }

  @Test
  void endsLinesWithANewlineAloneSoThatADiffShowsChangesOnly() {
    assertThat(TREE.sources())
        .filteredOn(source -> source.text().indexOf('\r') >= 0)
        .extracting(Source::path)
        .isEmpty();
  }

  @Test
  void numbersEveryDecisionOnceWithoutAHole() {
    List<Source> decisions =
        TREE.sources().stream()
            .filter(source -> source.path().startsWith("docs/decisions/"))
            .sorted((one, other) -> one.path().compareTo(other.path()))
            .toList();
    assertThat(decisions).isNotEmpty();
    assertThat(decisions).extracting(Source::path).allMatch(DECISION.asMatchPredicate());
    assertThat(decisions)
        .extracting(decision -> number(decision.path()))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, decisions.size()).boxed().toList());
    assertThat(decisions)
        .allSatisfy(decision ->
            assertThat(decision.text())
                .startsWith("# " + number(decision.path()) + ". ")
                .contains("**Decision.**"));
  }

  @Test
  void describesEveryPackageInOneParagraphSoThatItHasOnePurpose() {
    assertThat(TREE.sources())
        .filteredOn(source -> source.path().endsWith("/package-info.java"))
        .allSatisfy(source -> {
          List<String> documentation =
              source.lines().stream().filter(line -> line.startsWith("///")).toList();
          assertThat(documentation).as(source.path()).isNotEmpty();
          assertThat(documentation).as(source.path()).noneMatch(line -> line.strip().equals("///"));
        });
  }

  @Test
  void givesEveryPackageAPackageInfoWhichItsTestsShare() {
    List<String> paths = TREE.sources().stream().map(Source::path).toList();
    assertThat(paths)
        .filteredOn(path -> path.endsWith(".java") && path.contains("/src/"))
        .extracting(path -> path.substring(0, path.lastIndexOf('/')) + "/package-info.java")
        .allMatch(path ->
            paths.contains(path)
                || paths.contains(path.replace("/src/test/java/", "/src/main/java/")));
  }

  private static int number(String path) {
    return Integer.parseInt(
        path.substring("docs/decisions/".length(), "docs/decisions/".length() + 4));
  }

  private static List<String> lines(BiPredicate<Source, String> wrong) {
    List<String> found = new ArrayList<>();
    for (Source source : TREE.sources()) {
      List<String> lines = source.lines();
      for (int i = 0; i < lines.size(); i++) {
        if (wrong.test(source, lines.get(i))) {
          found.add(source.path() + ":" + (i + 1) + ": " + lines.get(i).strip());
        }
      }
    }
    return found;
  }
}
