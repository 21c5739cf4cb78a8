package io.fieldway.gateway.driver.modbus;

/// How registers are read, as `modv:type` names it.
enum RegisterType {
  BOOLEAN("xsd:boolean", 1),
  SHORT("xsd:short", 1),
  UNSIGNED_SHORT("xsd:unsignedShort", 1),
  INT("xsd:int", 2),
  UNSIGNED_INT("xsd:unsignedInt", 2),
  LONG("xsd:long", 4),
  UNSIGNED_LONG("xsd:unsignedLong", 4),
  FLOAT("xsd:float", 2),
  DOUBLE("xsd:double", 4),
  /// As many registers as the form says, two characters each.
  STRING("xsd:string", 0);

  private final String word;
  private final int registers;

  RegisterType(String word, int registers) {
    this.word = word;
    this.registers = registers;
  }

  String word() {
    return word;
  }

  /// How many registers it takes; 0 for any number.
  int registers() {
    return registers;
  }

  int bits() {
    return registers * 16;
  }

  boolean isSigned() {
    return this == SHORT || this == INT || this == LONG;
  }
}
