package io.fieldway.gateway.driver.modbus;

/// The functions of Modbus that the driver uses, as `modv:function` names them.
enum Function {
  READ_COIL("readCoil", 1, Entity.COIL),
  READ_DISCRETE_INPUT("readDiscreteInput", 2, Entity.DISCRETE_INPUT),
  READ_HOLDING_REGISTERS("readHoldingRegisters", 3, Entity.HOLDING_REGISTER),
  READ_INPUT_REGISTERS("readInputRegisters", 4, Entity.INPUT_REGISTER),
  WRITE_SINGLE_COIL("writeSingleCoil", 5, Entity.COIL),
  WRITE_SINGLE_HOLDING_REGISTER("writeSingleHoldingRegister", 6, Entity.HOLDING_REGISTER),
  WRITE_MULTIPLE_COILS("writeMultipleCoils", 15, Entity.COIL),
  WRITE_MULTIPLE_HOLDING_REGISTERS("writeMultipleHoldingRegisters", 16, Entity.HOLDING_REGISTER);

  private final String word;
  private final int code;
  private final Entity entity;

  Function(String word, int code, Entity entity) {
    this.word = word;
    this.code = code;
    this.entity = entity;
  }

  String word() {
    return word;
  }

  int code() {
    return code;
  }

  Entity entity() {
    return entity;
  }

  boolean writes() {
    return code > 4;
  }

  /// What writes so many bits or registers where the form names only the table.
  static Function writing(Entity entity, int quantity) {
    if (entity == Entity.COIL) {
      return WRITE_SINGLE_COIL;
    }
    return quantity == 1 ? WRITE_SINGLE_HOLDING_REGISTER : WRITE_MULTIPLE_HOLDING_REGISTERS;
  }
}
