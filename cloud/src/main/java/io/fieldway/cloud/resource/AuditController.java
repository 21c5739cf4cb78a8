package io.fieldway.cloud.resource;

import io.fieldway.cloud.database.SqlAudit;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `/api/audit`: who did what, and who was refused.
@RestController
@RequestMapping("/api/audit")
class AuditController {
  private final ResourceConfig config;
  private final SqlAudit audit;

  AuditController(ResourceConfig config, SqlAudit audit) {
    this.config = config;
    this.audit = audit;
  }

  /// The newest entries, the newest first; those before an entry, when its id is given.
  @GetMapping
  List<Views.AuditEntry> newest(
      @RequestParam(defaultValue = "") String subject,
      @RequestParam(defaultValue = "0") long before) {
    return audit.newest(subject, before <= 0 ? Long.MAX_VALUE : before, config.listed()).stream()
        .map(each ->
            new Views.AuditEntry(
                each.id(), each.at(), each.kind(), each.subject(), each.address(), each.detail()))
        .toList();
  }
}
