package dev.marea.lab.report;

/**
 * Escapes text for a page. All text of a run passes through {@link #escape}.
 */
final class Html {

	private Html() {
	}

	/** Escapes for an element's text and for a quoted attribute. */
	static String escape(String text) {
		StringBuilder escaped = new StringBuilder(text.length() + 16);
		for (int i = 0; i < text.length(); i++) {
			char each = text.charAt(i);
			switch (each) {
				case '&' -> escaped.append("&amp;");
				case '<' -> escaped.append("&lt;");
				case '>' -> escaped.append("&gt;");
				case '"' -> escaped.append("&quot;");
				case '\'' -> escaped.append("&#39;");
				default -> escaped.append(Character.isISOControl(each) && each != '\n' && each != '\t' ? ' ' : each);
			}
		}
		return escaped.toString();
	}

	/** An element in English that the page can switch to Spanish. */
	static String words(String tag, String attributes, Words words) {
		return "<%s%s%s>%s</%s>".formatted(tag, attributes.isEmpty() ? "" : " " + attributes, spanish(words),
				escape(words.en()), tag);
	}

	/** The attribute with the Spanish text of an element; empty if it is the same. */
	static String spanish(Words words) {
		return words.en().equals(words.es()) ? "" : " data-es=\"%s\"".formatted(escape(words.es()));
	}

	static String words(Words words) {
		return words("span", "", words);
	}

	static String code(String text) {
		return "<code>" + escape(text) + "</code>";
	}

	/** JSON for a script element: it contains no {@code <} that would end the element. */
	static String json(String json) {
		return json.replace("<", "\\u003c")
			.replace(">", "\\u003e")
			.replace("&", "\\u0026")
			.replace("\u2028", "\\u2028")
			.replace("\u2029", "\\u2029");
	}

}
