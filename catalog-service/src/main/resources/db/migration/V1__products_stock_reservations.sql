-- Text as it is searched: without case or accents, whatever the locale of the database.
CREATE FUNCTION fold(value text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN translate(lower(value),
                     'ÁÀÂÄÃÅÉÈÊËÍÌÎÏÓÒÔÖÕÚÙÛÜÑÇáàâäãåéèêëíìîïóòôöõúùûüñç',
                     'aaaaaaeeeeiiiiooooouuuuncaaaaaaeeeeiiiiooooouuuunc');

CREATE TABLE product (
    sku            text COLLATE "C" PRIMARY KEY,
    name_en        text           NOT NULL,
    name_es        text           NOT NULL,
    description_en text           NOT NULL,
    description_es text           NOT NULL,
    category       text           NOT NULL,
    price_amount   numeric(10, 2) NOT NULL CHECK (price_amount >= 0),
    price_currency char(3)        NOT NULL,
    version        bigint         NOT NULL,
    search         text           NOT NULL GENERATED ALWAYS AS (
        fold(name_en || E'\n' || name_es || E'\n' || description_en || E'\n' || description_es)) STORED
);
CREATE INDEX product_category ON product (category, sku);

-- Apart from the product: it changes with every order, and its rows are small and updated in place.
CREATE TABLE stock (
    sku      text COLLATE "C" PRIMARY KEY REFERENCES product,
    on_hand  integer NOT NULL DEFAULT 0 CHECK (on_hand >= 0),
    reserved integer NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    CHECK (reserved <= on_hand)
) WITH (fillfactor = 50);

-- The ledger: by how much each event moved the stock. It outlives the product.
CREATE TABLE stock_movement (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sku      text COLLATE "C" NOT NULL,
    kind     text             NOT NULL CHECK (kind IN ('RECEIVED', 'ADJUSTED', 'REMOVED', 'RESERVED', 'RELEASED')),
    on_hand  integer          NOT NULL DEFAULT 0,
    reserved integer          NOT NULL DEFAULT 0,
    order_id uuid,
    at       timestamptz      NOT NULL DEFAULT now()
);

-- A row once written stays: CANCELLED is the tombstone that a late request runs into, REJECTED the answer that it gets again.
CREATE TABLE reservation (
    order_id uuid PRIMARY KEY,
    status   text        NOT NULL CHECK (status IN ('LIVE', 'REJECTED', 'CANCELLED')),
    at       timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX reservation_live ON reservation (order_id) WHERE status = 'LIVE';

CREATE TABLE reservation_line (
    order_id            uuid             NOT NULL REFERENCES reservation,
    sku                 text COLLATE "C" NOT NULL,
    quantity            integer          NOT NULL CHECK (quantity > 0),
    -- What there was when it was asked for, and the price then; no price where there was no such product.
    available           integer          NOT NULL,
    unit_price_amount   numeric(10, 2),
    unit_price_currency char(3),
    PRIMARY KEY (order_id, sku)
);
