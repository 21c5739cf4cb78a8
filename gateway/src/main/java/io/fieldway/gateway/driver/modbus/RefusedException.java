package io.fieldway.gateway.driver.modbus;

/// The device has answered that it does not do what was asked: a Modbus exception, in words.
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int code;

  RefusedException(int code) {
    super("exception " + code + ", " + words(code), null, false, false);
    this.code = code;
  }

  /// Whether the device has no such registers, or not so many: some would be given one by one.
  boolean concernsTheAddress() {
    return code == 2 || code == 3;
  }

  /// Whether it was a gateway that answered, because the device behind it does not.
  boolean saysThatNobodyAnswers() {
    return code == 10 || code == 11;
  }

  private static String words(int code) {
    return switch (code) {
      case 1 -> "illegal function: the device cannot do this";
      case 2 -> "illegal data address: it has no such bits or registers";
      case 3 -> "illegal data value: it does not take this value or quantity";
      case 4 -> "device failure: it failed while it did this";
      case 5 -> "acknowledge: it is still at work";
      case 6 -> "device busy: it is at work on something longer";
      case 8 -> "memory parity error";
      case 10 -> "gateway path unavailable: no way from the gateway to the serial line";
      case 11 -> "gateway target failed to respond: nobody answers on the serial line";
      default -> "which Modbus does not name";
    };
  }
}
