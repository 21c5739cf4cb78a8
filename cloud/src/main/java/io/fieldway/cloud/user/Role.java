package io.fieldway.cloud.user;

import java.util.Optional;

/// What a person may do. Whoever holds a sign-in link is an administrator.
enum Role {
  ADMINISTRATOR("administrator");

  private final String word;

  Role(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }

  static Optional<Role> of(String word) {
    for (Role role : values()) {
      if (role.word.equals(word)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }
}
