package dev.marea.order;

import java.sql.JDBCType;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude.Include;
import org.postgresql.util.PGobject;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.converter.Converter;
import org.springframework.data.convert.ReadingConverter;
import org.springframework.data.convert.WritingConverter;
import org.springframework.data.jdbc.core.convert.JdbcCustomConversions;
import org.springframework.data.jdbc.core.dialect.JdbcPostgresDialect;
import org.springframework.data.jdbc.core.mapping.JdbcValue;

@Configuration(proxyBeanMethods = false)
class JdbcConfiguration {

	private static final JsonMapper JSON = JsonMapper.builder()
		.changeDefaultPropertyInclusion((inclusion) -> inclusion.withValueInclusion(Include.NON_NULL))
		.build();

	/** The image's build has no database from which it could learn the dialect. */
	@Bean
	JdbcPostgresDialect jdbcDialect() {
		return JdbcPostgresDialect.INSTANCE;
	}

	@Bean
	JdbcCustomConversions jdbcCustomConversions(JdbcPostgresDialect dialect) {
		return JdbcCustomConversions.of(dialect, List.of(new LinesToJson(), new JsonToLines()));
	}

	@WritingConverter
	static class LinesToJson implements Converter<OrderLines, JdbcValue> {

		@Override
		public JdbcValue convert(OrderLines lines) {
			return JdbcValue.of(JSON.writeValueAsString(lines.lines()), JDBCType.OTHER);
		}

	}

	@ReadingConverter
	static class JsonToLines implements Converter<PGobject, OrderLines> {

		@Override
		public OrderLines convert(PGobject json) {
			return new OrderLines(List.of(JSON.readValue(json.getValue(), OrderLine[].class)));
		}

	}

}
