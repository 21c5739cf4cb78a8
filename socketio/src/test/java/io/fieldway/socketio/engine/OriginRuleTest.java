package io.fieldway.socketio.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class OriginRuleTest {
  @Test
  void admitsOnlyTheOwnOriginByDefault() {
    OriginRule rule = new OriginRule(Set.of());
    assertThat(rule.cors()).isFalse();
    assertThat(rule.admits("http://here:80", "here:80", false)).isTrue();
    assertThat(rule.admits("https://here", "here", true)).isTrue();
    assertThat(rule.admits("http://here", "here", true)).isFalse();
    assertThat(rule.admits("http://there", "here", false)).isFalse();
    assertThat(rule.admits("null", "here", false)).isFalse();
  }

  @Test
  void admitsTheOriginsThatAreNamed() {
    OriginRule rule = new OriginRule(Set.of("https://there"));
    assertThat(rule.cors()).isTrue();
    assertThat(rule.admits("https://there", "here", false)).isTrue();
    assertThat(rule.admits("https://elsewhere", "here", false)).isFalse();
    assertThat(new OriginRule(Set.of("*")).admits("https://any", "here", false)).isTrue();
  }
}
