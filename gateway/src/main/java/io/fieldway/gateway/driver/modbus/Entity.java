package io.fieldway.gateway.driver.modbus;

/// The four tables of a Modbus device.
enum Entity {
  COIL("Coil", 1, 2_000),
  DISCRETE_INPUT("DiscreteInput", 2, 2_000),
  HOLDING_REGISTER("HoldingRegister", 3, 125),
  INPUT_REGISTER("InputRegister", 4, 125);

  private final String word;
  private final int readCode;
  private final int mostRead;

  Entity(String word, int readCode, int mostRead) {
    this.word = word;
    this.readCode = readCode;
    this.mostRead = mostRead;
  }

  /// As `modv:entity` writes it.
  String word() {
    return word;
  }

  /// The function code that reads it.
  int readCode() {
    return readCode;
  }

  /// Most bits or registers of one request.
  int mostRead() {
    return mostRead;
  }

  boolean isBits() {
    return this == COIL || this == DISCRETE_INPUT;
  }

  boolean isWritable() {
    return this == COIL || this == HOLDING_REGISTER;
  }
}
