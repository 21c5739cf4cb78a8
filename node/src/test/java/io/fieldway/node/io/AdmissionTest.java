package io.fieldway.node.io;

import static io.fieldway.node.io.Admission.Answer.ADMITTED;
import static io.fieldway.node.io.Admission.Answer.TOO_FAST;
import static io.fieldway.node.io.Admission.Answer.TOO_MANY;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class AdmissionTest {
  @Test
  void admitsAsManyAsThereMayBeAndAnotherForEachThatLeaves() {
    Admission admission = new Admission(2, 100, 0);
    assertThat(admission.ask(0)).isEqualTo(ADMITTED);
    assertThat(admission.ask(0)).isEqualTo(ADMITTED);
    assertThat(admission.ask(0)).isEqualTo(TOO_MANY);
    admission.left();
    assertThat(admission.ask(0)).isEqualTo(ADMITTED);
    assertThat(admission.ask(0)).isEqualTo(TOO_MANY);
  }

  @Test
  void admitsSoManyInASecondEvenly() {
    Admission admission = new Admission(100, 2, 0);
    assertThat(admission.ask(0)).isEqualTo(ADMITTED);
    assertThat(admission.ask(0)).isEqualTo(ADMITTED);
    assertThat(admission.ask(0)).isEqualTo(TOO_FAST);
    assertThat(admission.ask(TimeUnit.MILLISECONDS.toNanos(499))).isEqualTo(TOO_FAST);
    assertThat(admission.ask(TimeUnit.MILLISECONDS.toNanos(500))).isEqualTo(ADMITTED);
    assertThat(admission.ask(TimeUnit.MILLISECONDS.toNanos(500))).isEqualTo(TOO_FAST);
  }

  @Test
  void savesNoMoreThanOneSecond() {
    Admission admission = new Admission(100, 2, 0);
    long later = TimeUnit.HOURS.toNanos(1);
    assertThat(admission.ask(later)).isEqualTo(ADMITTED);
    assertThat(admission.ask(later)).isEqualTo(ADMITTED);
    assertThat(admission.ask(later)).isEqualTo(TOO_FAST);
  }
}
