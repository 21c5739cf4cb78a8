package io.fieldway.node.packet;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/// What a packet may say besides its fields: the properties of Table 2-4 and the reasons of Table
/// 2-6 (MQTT 5 §2.2.2.2, §2.4) that belong to it.
///
/// @param packet its name, for messages
/// @param clause the clause that a wrong reason breaks
record Vocabulary(String packet, String clause, Set<Property> properties, Set<ReasonCode> reasons) {
  /// What a packet says that gives no reason.
  static Vocabulary of(String packet, EnumSet<Property> properties) {
    return of(packet, "MQTT 5 §2.4", properties, EnumSet.noneOf(ReasonCode.class));
  }

  static Vocabulary of(
      String packet, String clause, EnumSet<Property> properties, EnumSet<ReasonCode> reasons) {
    return new Vocabulary(
        packet,
        clause,
        Collections.unmodifiableSet(properties),
        Collections.unmodifiableSet(reasons));
  }
}
