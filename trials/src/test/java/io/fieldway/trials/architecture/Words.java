package io.fieldway.trials.architecture;

import com.google.errorprone.annotations.Var;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.function.Predicate;

/// What the rules are written with.
final class Words {
  private Words() {}

  /// Classes whose file, by its name, does not match.
  static DescribedPredicate<JavaClass> outermostSimpleNameNotMatching(String regex) {
    return DescribedPredicate.describe(
        "stand in a file not named " + regex,
        each -> !outermost(each).getSimpleName().matches(regex));
  }

  /// The class that gives the file its name.
  static JavaClass outermost(JavaClass type) {
    @Var JavaClass outer = type;
    while (outer.getEnclosingClass().isPresent()) {
      outer = outer.getEnclosingClass().get();
    }
    return outer;
  }

  /// A condition from a predicate and its words.
  static ArchCondition<JavaClass> hold(String words, Predicate<JavaClass> holds) {
    return new ArchCondition<>(words) {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        events.add(
            new SimpleConditionEvent(item, holds.test(item), item.getName() + " should " + words));
      }
    };
  }
}
