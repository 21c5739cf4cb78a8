package io.fieldway.devices.instrument;

/// Digits of three by five dots, for machines without a font.
final class Digits {
  static final int COLUMNS = 3;
  static final int ROWS = 5;

  private Digits() {}

  /// Whether a character has ink at a dot; unknown characters are blank.
  static boolean inked(char character, int row, int column) {
    return shape(character).charAt(row * COLUMNS + column) == '#';
  }

  private static String shape(char character) {
    return switch (character) {
      case '0' -> "#### ## ## ####";
      case '1' -> " # ##  #  # ###";
      case '2' -> "###  #####  ###";
      case '3' -> "###  ####  ####";
      case '4' -> "# ## ####  #  #";
      case '5' -> "####  ###  ####";
      case '6' -> "####  #### ####";
      case '7' -> "###  #  #  #  #";
      case '8' -> "#### ##### ####";
      case '9' -> "#### ####  ####";
      case '-' -> "      ###      ";
      case ':' -> "    #     #    ";
      default -> " ".repeat(ROWS * COLUMNS);
    };
  }
}
