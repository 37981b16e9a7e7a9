"""The canonical form of a row: every value a string, null, or JSON of such; test/fixtures/README.md tells it."""

import json
import math

from pyspark.sql import DataFrame
from pyspark.sql.types import (
    ArrayType,
    BinaryType,
    BooleanType,
    DataType,
    DateType,
    DecimalType,
    DoubleType,
    FloatType,
    MapType,
    StructType,
    TimestampNTZType,
    TimestampType,
    VariantType,
)


def canonical(value, type_: DataType):
    if value is None:
        return None
    if isinstance(type_, StructType):
        return {field.name: canonical(value[index], field.dataType) for index, field in enumerate(type_.fields)}
    if isinstance(type_, ArrayType):
        return [canonical(item, type_.elementType) for item in value]
    if isinstance(type_, MapType):
        pairs = [[canonical(k, type_.keyType), canonical(v, type_.valueType)] for k, v in value.items()]
        return sorted(pairs, key=text)
    if isinstance(type_, BooleanType):
        return 'true' if value else 'false'
    if isinstance(type_, DecimalType):
        return format(value, 'f')
    if isinstance(type_, (FloatType, DoubleType)):
        return floating(value)
    if isinstance(type_, BinaryType):
        return bytes(value).hex()
    if isinstance(type_, DateType):
        return value.isoformat()
    if isinstance(type_, TimestampType):
        return value.isoformat(timespec='microseconds') + 'Z'
    if isinstance(type_, TimestampNTZType):
        return value.isoformat(timespec='microseconds')
    if isinstance(type_, VariantType):
        return value.toJson()
    return str(value)


def floating(value: float) -> str:
    if math.isnan(value):
        return 'NaN'
    if math.isinf(value):
        return 'Infinity' if value > 0 else '-Infinity'
    return repr(value)


def rows(frame: DataFrame) -> list:
    """All rows of a small frame as objects by column name, in the order of their text."""
    types = [field.dataType for field in frame.schema.fields]
    names = frame.columns
    found = [
        {name: canonical(row[index], types[index]) for index, name in enumerate(names)} for row in frame.collect()
    ]
    return sorted(found, key=text)


def text(value) -> str:
    return json.dumps(value, ensure_ascii=False)
