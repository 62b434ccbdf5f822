//! The cells of a column as the plain data that the core reads.

use std::borrow::Cow;

use arrow_array::cast::AsArray as _;
use arrow_array::types::{
    ArrowPrimitiveType, Decimal32Type, Decimal64Type, Decimal128Type, Int8Type, Int16Type, Int32Type, Int64Type,
    UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, BinaryArray, BinaryViewArray, BooleanArray, LargeBinaryArray};
use arrow_schema::DataType;
use sanspay::json::{Json, MAX_DEPTH};

/// A column, ready to be read by the row.
pub struct Column {
    cells: Cells,
    nulls: Option<arrow_buffer::NullBuffer>,
}

enum Cells {
    Nothing,
    Flags(BooleanArray),
    Whole(ArrayRef, fn(&dyn Array, usize) -> i128),
    /// Numbers that may have a fraction, which the core takes for no amount.
    Inexact,
    Short(BinaryArray),
    Long(LargeBinaryArray),
    Viewed(BinaryViewArray),
    /// A few values, of which each row holds one.
    Coded(Vec<usize>, Box<Column>),
    Object(Vec<(String, Column)>),
    List(Vec<std::ops::Range<usize>>, Box<Column>),
}

/// Whether such cells can be read; where not, what they are.
pub fn check(kind: &DataType) -> Result<(), String> {
    fn fits(kind: &DataType, depth: usize) -> bool {
        use DataType as T;
        match kind {
            T::Null
            | T::Boolean
            | T::Utf8
            | T::LargeUtf8
            | T::Utf8View
            | T::Binary
            | T::LargeBinary
            | T::BinaryView => true,
            T::Decimal32(..) | T::Decimal64(..) | T::Decimal128(..) => true,
            T::Dictionary(_, values) => fits(values, depth),
            T::Struct(fields) if depth < MAX_DEPTH => fields.iter().all(|field| fits(field.data_type(), depth + 1)),
            T::List(item) | T::LargeList(item) if depth < MAX_DEPTH => fits(item.data_type(), depth + 1),
            kind => kind.is_integer() || kind.is_floating(),
        }
    }
    if fits(kind, 0) {
        Ok(())
    } else {
        Err(format!("holds {kind}; it must hold text, whole numbers, or objects of them"))
    }
}

impl Column {
    /// Prepares a column whose type was checked.
    pub fn new(array: &ArrayRef) -> Self {
        let nulls = array.logical_nulls();
        let cells = match array.data_type() {
            DataType::Boolean => Cells::Flags(array.as_boolean().clone()),
            // Text is read as bytes, and held to be text only where it is: not everyone who writes a column checks.
            DataType::Utf8 => {
                let (offsets, bytes, nulls) = array.as_string::<i32>().clone().into_parts();
                Cells::Short(BinaryArray::new(offsets, bytes, nulls))
            }
            DataType::LargeUtf8 => {
                let (offsets, bytes, nulls) = array.as_string::<i64>().clone().into_parts();
                Cells::Long(LargeBinaryArray::new(offsets, bytes, nulls))
            }
            DataType::Utf8View => Cells::Viewed(array.as_string_view().clone().to_binary_view()),
            DataType::Binary => Cells::Short(array.as_binary().clone()),
            DataType::LargeBinary => Cells::Long(array.as_binary().clone()),
            DataType::BinaryView => Cells::Viewed(array.as_binary_view().clone()),
            DataType::Int8 => whole::<Int8Type>(array),
            DataType::Int16 => whole::<Int16Type>(array),
            DataType::Int32 => whole::<Int32Type>(array),
            DataType::Int64 => whole::<Int64Type>(array),
            DataType::UInt8 => whole::<UInt8Type>(array),
            DataType::UInt16 => whole::<UInt16Type>(array),
            DataType::UInt32 => whole::<UInt32Type>(array),
            DataType::UInt64 => whole::<UInt64Type>(array),
            // What a sum of whole numbers comes as.
            DataType::Decimal32(_, 0) => whole::<Decimal32Type>(array),
            DataType::Decimal64(_, 0) => whole::<Decimal64Type>(array),
            DataType::Decimal128(_, 0) => whole::<Decimal128Type>(array),
            DataType::Dictionary(..) => {
                let coded = array.as_any_dictionary();
                if coded.values().is_empty() {
                    Cells::Nothing
                } else {
                    Cells::Coded(coded.normalized_keys(), Box::new(Self::new(coded.values())))
                }
            }
            DataType::Struct(fields) => {
                let columns = fields.iter().zip(array.as_struct().columns());
                Cells::Object(columns.map(|(field, column)| (field.name().clone(), Self::new(column))).collect())
            }
            DataType::List(_) => {
                let list = array.as_list::<i32>();
                let ends = list.offsets().windows(2).map(|ends| place(ends[0].into())..place(ends[1].into()));
                Cells::List(ends.collect(), Box::new(Self::new(list.values())))
            }
            DataType::LargeList(_) => {
                let list = array.as_list::<i64>();
                let ends = list.offsets().windows(2).map(|ends| place(ends[0])..place(ends[1]));
                Cells::List(ends.collect(), Box::new(Self::new(list.values())))
            }
            DataType::Null => Cells::Nothing,
            _ => Cells::Inexact,
        };
        Self { cells, nulls }
    }

    /// Whether there is nothing in this row.
    pub fn is_null(&self, row: usize) -> bool {
        matches!(self.cells, Cells::Nothing) || self.nulls.as_ref().is_some_and(|nulls| nulls.is_null(row))
    }

    /// The whole number in this row, where there is one.
    pub fn whole(&self, row: usize) -> Option<i128> {
        match &self.cells {
            Cells::Whole(array, read) if !self.is_null(row) => Some(read(array, row)),
            _ => None,
        }
    }

    /// The bytes in this row, where there are any.
    pub fn bytes(&self, row: usize) -> Option<&[u8]> {
        if self.is_null(row) {
            return None;
        }
        match &self.cells {
            Cells::Short(array) => Some(array.value(row)),
            Cells::Long(array) => Some(array.value(row)),
            Cells::Viewed(array) => Some(array.value(row)),
            Cells::Coded(codes, values) => values.bytes(codes[row]),
            _ => None,
        }
    }

    /// The cell as plain data.
    pub fn json(&self, row: usize) -> Result<Json<'_>, &'static str> {
        if self.is_null(row) {
            return Ok(Json::Null);
        }
        Ok(match &self.cells {
            Cells::Nothing => Json::Null,
            Cells::Flags(array) => Json::Bool(array.value(row)),
            Cells::Whole(array, read) => {
                let number = read(array, row);
                Json::Number(Cow::Owned(
                    i64::try_from(number).map_or_else(|_| number.to_string(), |small| small.to_string()),
                ))
            }
            Cells::Inexact => Json::Inexact,
            Cells::Short(_) | Cells::Long(_) | Cells::Viewed(_) => {
                let text = std::str::from_utf8(self.bytes(row).unwrap_or_default());
                Json::Text(Cow::Borrowed(text.map_err(|_| "is not UTF-8 text")?))
            }
            Cells::Coded(codes, values) => values.json(codes[row])?,
            Cells::Object(columns) => {
                let field = |(name, column): &'_ (String, Self)| -> Result<_, &'static str> {
                    Ok((Cow::Owned(name.clone()), column.json(row)?.into_owned()))
                };
                Json::Object(columns.iter().map(field).collect::<Result<_, _>>()?)
            }
            Cells::List(ranges, items) => {
                Json::List(ranges[row].clone().map(|item| items.json(item)).collect::<Result<_, _>>()?)
            }
        })
    }
}

fn whole<T: ArrowPrimitiveType<Native: Into<i128>>>(array: &ArrayRef) -> Cells {
    Cells::Whole(array.clone(), |array, row| array.as_primitive::<T>().value(row).into())
}

fn place(offset: i64) -> usize {
    usize::try_from(offset).unwrap_or_default()
}
