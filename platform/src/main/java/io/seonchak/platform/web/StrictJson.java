package io.seonchak.platform.web;

import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.type.LogicalType;

/**
 * JSON as promised: unknown or doubled fields, "1" for 1, 1.5 for 1 and "" for nothing are refused,
 * not guessed.
 */
@Configuration(proxyBeanMethods = false)
class StrictJson {

  private static final int DEPTH_MAX = 20;
  private static final int TEXT_MAX = 20_000;
  private static final int NUMBER_MAX = 40;

  @Bean
  JsonMapperBuilderCustomizer strict() {
    return builder -> {
      builder.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
      builder.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
      builder.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
      builder.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS);
      builder.withCoercionConfigDefaults(
          config -> config.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail));
      builder.withCoercionConfig(
          LogicalType.Textual,
          config ->
              config
                  .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                  .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                  .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail));
    };
  }

  @Bean
  JsonFactory boundedJson() {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(DEPTH_MAX)
                .maxStringLength(TEXT_MAX)
                .maxNumberLength(NUMBER_MAX)
                .build())
        .build();
  }
}
