-- Search by the words of a language, whatever their form, case and accents. unaccent is part of PostgreSQL's contrib and a
-- trusted extension: the owner of the database may create it.
CREATE EXTENSION IF NOT EXISTS unaccent;

-- Without stop words: the Spanish list has "te", which is what "té" becomes without its accent.
CREATE TEXT SEARCH DICTIONARY product_english_stem (TEMPLATE = snowball, LANGUAGE = english);
CREATE TEXT SEARCH DICTIONARY product_spanish_stem (TEMPLATE = snowball, LANGUAGE = spanish);

CREATE TEXT SEARCH CONFIGURATION product_english (COPY = english);
ALTER TEXT SEARCH CONFIGURATION product_english
    ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part
    WITH unaccent, product_english_stem;

CREATE TEXT SEARCH CONFIGURATION product_spanish (COPY = spanish);
ALTER TEXT SEARCH CONFIGURATION product_spanish
    ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part
    WITH unaccent, product_spanish_stem;

-- A category is an English word; these are the Spanish ones of the seed catalogue's. Others are searched as they are.
CREATE FUNCTION category_in_spanish(category text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN CASE category
        WHEN 'tea' THEN 'té'
        WHEN 'coffee' THEN 'café'
        WHEN 'tinned-fish' THEN 'conservas de pescado'
        WHEN 'olive-oil' THEN 'aceite de oliva'
        WHEN 'pantry' THEN 'despensa'
        WHEN 'ceramics' THEN 'cerámica'
        WHEN 'textiles' THEN 'textil'
        WHEN 'books' THEN 'libros'
        WHEN 'sailing' THEN 'navegación'
        WHEN 'home' THEN 'hogar'
        WHEN 'bath' THEN 'baño'
        WHEN 'games' THEN 'juegos'
        ELSE replace(category, '-', ' ')
    END;

-- A category counts more than a name: a tea towel is no tea.
-- The column "search" and the function "fold" stay: instances of the version before use them during a rollout.
ALTER TABLE product
    ADD COLUMN search_en tsvector NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('product_english', name_en), 'B')
        || setweight(to_tsvector('product_english', replace(category, '-', ' ')), 'A')
        || setweight(to_tsvector('product_english', description_en), 'D')) STORED,
    ADD COLUMN search_es tsvector NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('product_spanish', name_es), 'B')
        || setweight(to_tsvector('product_spanish', category_in_spanish(category)), 'A')
        || setweight(to_tsvector('product_spanish', description_es), 'D')) STORED;
CREATE INDEX product_search_en ON product USING gin (search_en);
CREATE INDEX product_search_es ON product USING gin (search_es);
