package io.fieldway.cloud.user.mesh;

import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The parts that show the mesh.
@Configuration(proxyBeanMethods = false)
public class MeshPages {
  @Bean
  NodeViews nodeViews(MeshViewConfig config) {
    return new NodeViews(config);
  }

  @Bean
  MeshController meshController(NodeViews nodes, ObjectProvider<MeshSwitches> switches) {
    return new MeshController(nodes, Optional.ofNullable(switches.getIfAvailable()));
  }
}
