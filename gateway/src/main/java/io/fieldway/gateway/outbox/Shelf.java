package io.fieldway.gateway.outbox;

/// Which documents a [Journal] holds.
enum Shelf {
  COMMANDS("command"),
  TWINS("twin");

  private final String table;

  Shelf(String table) {
    this.table = table;
  }

  String table() {
    return table;
  }
}
