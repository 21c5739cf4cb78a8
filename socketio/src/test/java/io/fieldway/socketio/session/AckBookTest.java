package io.fieldway.socketio.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AckBookTest {
  private final AckBook<String> book = new AckBook<>();

  @Test
  void givesEachWaiterAnIdOfItsOwnAndTakesItOnce() {
    long first = book.expect("first", 10);
    long second = book.expect("second", 10);
    assertThat(first).isNotEqualTo(second);
    assertThat(book.take(second)).contains("second");
    assertThat(book.take(second)).isEmpty();
    assertThat(book.take(99)).isEmpty();
    assertThat(book.size()).isEqualTo(1);
  }

  @Test
  void takesThoseThatAreLate() {
    book.expect("late", 20);
    book.expect("soon", 10);
    book.expect("never", 30);
    assertThat(book.deadline()).isEqualTo(10);
    assertThat(book.expired(9)).isEmpty();
    assertThat(book.expired(20)).containsExactly("late", "soon");
    assertThat(book.deadline()).isEqualTo(30);
    assertThat(book.drain()).containsExactly("never");
    assertThat(book.deadline()).isEqualTo(Long.MAX_VALUE);
  }
}
