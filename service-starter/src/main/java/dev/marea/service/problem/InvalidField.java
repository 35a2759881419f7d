package dev.marea.service.problem;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

import org.springframework.beans.TypeMismatchException;
import org.springframework.core.MethodParameter;
import org.springframework.util.ClassUtils;
import org.springframework.validation.FieldError;
import org.springframework.validation.method.ParameterErrors;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/**
 * A field of a request that is not valid: one element of the member {@code errors} of a
 * problem. It never has the value that the caller sent.
 *
 * @param field name of a parameter or header, or path in the body, such as
 * {@code lines[0].quantity}
 * @param detail rule that the field breaks
 */
record InvalidField(String field, String detail) {

	/**
	 * Maximum number of fields in one answer, because each may cost the caller one byte.
	 */
	private static final int MOST = 20;

	/** Other names of a body's fields are not repeated. */
	private static final Pattern LEGIBLE = Pattern.compile("[A-Za-z0-9_-]{1,40}");

	private static final int DEEPEST = 10;

	private static final String PROBLEM = "is not valid";

	static InvalidField of(FieldError error) {
		return new InvalidField(error.getField(), text(error.getDefaultMessage()));
	}

	/**
	 * A parameter has one element for each rule that it breaks, a body for each field.
	 */
	static Stream<InvalidField> of(ParameterValidationResult result) {
		if (result instanceof ParameterErrors body) {
			return body.getFieldErrors().stream().map(InvalidField::of);
		}
		String name = name(result.getMethodParameter());
		return result.getResolvableErrors()
			.stream()
			.map((error) -> new InvalidField(name, text(error.getDefaultMessage())));
	}

	static Stream<InvalidField> of(TypeMismatchException mismatch) {
		String name = (mismatch instanceof MethodArgumentTypeMismatchException argument) ? argument.getName()
				: mismatch.getPropertyName();
		Class<?> required = mismatch.getRequiredType();
		boolean number = required != null
				&& Number.class.isAssignableFrom(ClassUtils.resolvePrimitiveIfNecessary(required));
		return Stream.ofNullable(name).map((field) -> new InvalidField(field, number ? "must be a number" : PROBLEM));
	}

	/** Empty if the body is no JSON, or if its mistake is in no field. */
	static Stream<InvalidField> ofBody(Throwable cause) {
		if (!(cause instanceof MismatchedInputException mismatch)) {
			return Stream.empty();
		}
		String path = path(mismatch.getPath());
		String detail = (mismatch instanceof UnrecognizedPropertyException) ? "is unknown, or has an unknown field"
				: "has a wrong type or value";
		return path.isEmpty() ? Stream.empty() : Stream.of(new InvalidField(path, detail));
	}

	static List<InvalidField> bounded(Stream<InvalidField> fields) {
		return fields.limit(MOST).toList();
	}

	/** The path up to the first name that the answer may not repeat. */
	private static String path(List<JacksonException.Reference> references) {
		StringBuilder path = new StringBuilder();
		for (JacksonException.Reference reference : references.subList(0, Math.min(DEEPEST, references.size()))) {
			String name = reference.getPropertyName();
			if (name == null) {
				path.append('[').append(reference.getIndex()).append(']');
			}
			else if (LEGIBLE.matcher(name).matches()) {
				path.append(path.isEmpty() ? "" : ".").append(name);
			}
			else {
				break;
			}
		}
		return path.toString();
	}

	private static String name(MethodParameter parameter) {
		String name = parameter.getParameterName();
		return (name != null) ? name : "request";
	}

	private static String text(@Nullable String message) {
		return (message != null) ? message : PROBLEM;
	}

}
