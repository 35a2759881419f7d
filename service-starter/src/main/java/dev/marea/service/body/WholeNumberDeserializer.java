package dev.marea.service.body;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.jdk.NumberDeserializers.IntegerDeserializer;
import tools.jackson.databind.deser.std.StdScalarDeserializer;

/**
 * Reads integers as JSON Schema defines them: {@code 2.0} is the integer 2, and
 * {@code 2.9} is an error. Jackson either rejects both or cuts off fractions.
 */
class WholeNumberDeserializer extends StdScalarDeserializer<Integer> {

	private final IntegerDeserializer integers = new IntegerDeserializer(Integer.class, null);

	WholeNumberDeserializer() {
		super(Integer.class);
	}

	@Override
	public @Nullable Integer deserialize(JsonParser parser, DeserializationContext context) {
		if (!parser.hasToken(JsonToken.VALUE_NUMBER_FLOAT)) {
			return this.integers.deserialize(parser, context);
		}
		try {
			return parser.getDecimalValue().intValueExact();
		}
		catch (ArithmeticException | NumberFormatException ex) {
			// Jackson does not translate the failure for an exponent out of range.
			return context.reportInputMismatch(this, "The number is not a whole one within the range of int.");
		}
	}

}
