package dev.marea.catalog.product;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import jakarta.validation.ReportAsSingleViolation;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Text on one line that the database can hold: no control characters (PostgreSQL refuses
 * NUL) and no halves of surrogate pairs (they have no UTF-8).
 */
@Target({ ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD, ElementType.RECORD_COMPONENT,
		ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = ProductText.WholeCharacters.class)
@Pattern(regexp = "^[^\\x00-\\x1F\\x7F-\\x9F]*$")
@ReportAsSingleViolation
public @interface ProductText {

	/** For the contract of a text that is not blank; {@code @NotBlank} checks it. */
	String NOT_BLANK = "^ *[^\\x00-\\x20\\x7F-\\x9F][^\\x00-\\x1F\\x7F-\\x9F]*$";

	String message() default "must be text without control characters";

	Class<?>[] groups() default {};

	Class<? extends Payload>[] payload() default {};

	/**
	 * No pattern says this: many engines that read the contract know no surrogates.
	 */
	class WholeCharacters implements ConstraintValidator<ProductText, CharSequence> {

		@Override
		public boolean isValid(@Nullable CharSequence text, ConstraintValidatorContext context) {
			return text == null
					|| text.codePoints().noneMatch((point) -> Character.getType(point) == Character.SURROGATE);
		}

	}

}
