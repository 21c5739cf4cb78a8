/// The database, SQLite or PostgreSQL, in one portable dialect: one writer, several readers, and
/// the platform's tables behind types named `Sql*`.
@NullMarked
package io.fieldway.cloud.database;

import org.jspecify.annotations.NullMarked;
