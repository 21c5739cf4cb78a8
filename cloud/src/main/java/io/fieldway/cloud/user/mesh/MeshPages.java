package io.fieldway.cloud.user.mesh;

import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The parts that show the mesh.
@Configuration(proxyBeanMethods = false)
public class MeshPages {
  @Bean
  Questions questions(MeshViewConfig config) {
    return new Questions(config);
  }

  @Bean
  NodeViews nodeViews(MeshViewConfig config, Questions questions) {
    return new NodeViews(config, questions);
  }

  @Bean
  ControllerViews controllerViews(MeshViewConfig config, Questions questions) {
    return new ControllerViews(config, questions);
  }

  @Bean
  MeshController meshController(
      NodeViews nodes, ControllerViews controllers, ObjectProvider<MeshSwitches> switches) {
    return new MeshController(nodes, controllers, Optional.ofNullable(switches.getIfAvailable()));
  }
}
