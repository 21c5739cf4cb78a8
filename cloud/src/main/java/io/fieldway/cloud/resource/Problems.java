package io.fieldway.cloud.resource;

import io.fieldway.wire.MalformedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.server.ResponseStatusException;

/// Every refusal of a resource as problem details (RFC 9457): what was expected and what came.
@RestControllerAdvice(basePackageClasses = Problems.class)
class Problems {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  static ResponseStatusException notFound(String what) {
    return new ResponseStatusException(HttpStatus.NOT_FOUND, what);
  }

  static ResponseStatusException conflict(String what) {
    return new ResponseStatusException(HttpStatus.CONFLICT, what);
  }

  static ResponseStatusException unprocessable(String what) {
    return new ResponseStatusException(HttpStatus.UNPROCESSABLE_CONTENT, what);
  }

  @ExceptionHandler
  ProblemDetail malformed(MalformedException e) {
    return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> databaseAway(DataAccessException e) {
    LOG.warn("The database does not answer a request: {}", e.toString());
    return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
        .header(HttpHeaders.RETRY_AFTER, "1")
        .body(
            ProblemDetail.forStatusAndDetail(
                HttpStatus.SERVICE_UNAVAILABLE, "The database does not answer now."));
  }
}
