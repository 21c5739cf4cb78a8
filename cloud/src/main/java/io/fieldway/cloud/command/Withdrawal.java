package io.fieldway.cloud.command;

/// That a command which its gateway may have is to be cancelled.
///
/// @param reason why, for a person
/// @param late whether the gateway has said that it is too late
public record Withdrawal(String reason, boolean late) {}
