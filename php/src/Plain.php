<?php

declare(strict_types=1);

namespace Sanspay;

/**
 * PHP values as the JSON text of the door, exactly or not at all.
 *
 * json_encode alone loses what matters here: a float is no amount, `[]` is neither a list nor an object, and an object
 * of a class becomes whatever its public properties are. So every value is looked at, and every one that is no plain
 * data is named by its place.
 *
 * @internal
 *
 * @phpstan-import-type Problem from Types
 */
final class Plain
{
    /** One byte more than the longest body that is read: enough for the core to see that it is too long. */
    public const LIMIT = (1 << 20) + 1;
    /** Written as in every other language. */
    private const AS_ELSEWHERE = JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE
        | JSON_UNESCAPED_LINE_TERMINATORS;
    /** How deeply lists and objects may be nested, as in the core. An array that contains itself must end too. */
    private const DEEPEST = 60;

    /** @var list<Problem> */
    private array $problems = [];

    private function __construct()
    {
    }

    /**
     * The text of an object: fields by their names. An empty array is an empty object.
     *
     * @param array<array-key, mixed>|\stdClass $given
     * @param string $place what the object is called in messages; of an input only the fields are named
     */
    public static function object(
        #[\SensitiveParameter] array|\stdClass $given,
        string $of,
        string $place = '',
    ): string {
        $reading = new self();
        $plain = (object) [];
        foreach ((array) $given as $name => $value) {
            $reading->take($plain, $name, $value, $place === '' ? (string) $name : "{$place}.{$name}", 1);
        }
        if ($reading->problems !== []) {
            $told = array_map(fn (array $problem) => "{$problem['field']} {$problem['message']}", $reading->problems);
            throw new SanspayError('invalid_input', "{$of}: " . implode('; ', $told), $reading->problems);
        }
        return self::text($plain);
    }

    /** The text of data that is known to be plain. */
    public static function text(#[\SensitiveParameter] mixed $plain): string
    {
        return json_encode($plain, JSON_THROW_ON_ERROR | self::AS_ELSEWHERE);
    }

    /** @return array<string, mixed> what the door answered */
    public static function read(#[\SensitiveParameter] string $text): array
    {
        /** @var array<string, mixed> */
        return json_decode($text, true, 512, JSON_THROW_ON_ERROR | JSON_BIGINT_AS_STRING);
    }

    /** @return array{body: string}|array{body_base64: string} a body as text, or in base64 where it is none */
    public static function body(#[\SensitiveParameter] string $body): array
    {
        $within = substr($body, 0, self::LIMIT);
        return self::isText($within) ? ['body' => $within] : ['body_base64' => base64_encode($within)];
    }

    /**
     * Headers as pairs, from pairs or from names with a value or several.
     *
     * @param iterable<mixed, mixed> $headers
     *
     * @return list<array{string, string}>
     */
    public static function headers(#[\SensitiveParameter] iterable $headers): array
    {
        $pairs = [];
        foreach ($headers as $name => $values) {
            if (is_int($name) && is_array($values) && count($values) === 2) {
                [$name, $values] = array_values($values);
            }
            foreach (is_array($values) ? $values : [$values] as $value) {
                if (is_string($name) && is_scalar($value)) {
                    $pairs[] = [self::scrubbed($name), self::scrubbed((string) $value)];
                }
            }
        }
        return $pairs;
    }

    private function take(\stdClass $plain, int|string $name, mixed $value, string $place, int $depth): void
    {
        $name = (string) $name;
        if (!self::isText($name) || str_starts_with($name, "\0")) {
            $this->refuse(self::scrubbed($place), 'has a name that is not UTF-8 text');
        } elseif ($value !== []) {
            // Of an empty array nothing tells whether it is a list or an object. Both say the same as no array at all.
            $plain->{$name} = $this->plain($value, $place, $depth);
        }
    }

    private function plain(mixed $value, string $place, int $depth): mixed
    {
        return match (true) {
            $value === null, is_bool($value), is_int($value) => $value,
            is_string($value) => self::isText($value) ? $value : $this->refuse(
                $place,
                'is not UTF-8 text: convert it first, with mb_convert_encoding($text, \'UTF-8\', \'Windows-1252\') or '
                . 'from whatever it is in',
            ),
            is_float($value) => $this->refuse(
                $place,
                'is a float, which is never exact: amounts are whole numbers of minor units, 49900 for 499.00; from a '
                . 'price as text, Sanspay::minor(\'499.00\')',
            ),
            is_array($value), $value instanceof \stdClass => $this->nested($value, $place, $depth),
            default => $this->refuse($place, 'is of the type ' . get_debug_type($value) . ', not plain data'),
        };
    }

    /** @param array<array-key, mixed>|\stdClass $value */
    private function nested(array|\stdClass $value, string $place, int $depth): mixed
    {
        if ($depth === self::DEEPEST) {
            return $this->refuse(substr($place, 0, 40) . '…', 'is nested too deeply, or contains itself');
        }
        if (is_array($value) && array_is_list($value)) {
            $list = [];
            foreach ($value as $index => $item) {
                $list[] = $item === [] ? (object) [] : $this->plain($item, "{$place}[{$index}]", $depth + 1);
            }
            return $list;
        }
        if (is_array($value) && array_filter(array_keys($value), 'is_string') === []) {
            return $this->refuse($place, 'is a list with gaps in its numbers: use array_values(); for an object whose '
                . 'names are digits, (object) [...]');
        }
        $plain = (object) [];
        foreach ((array) $value as $name => $field) {
            $this->take($plain, $name, $field, "{$place}.{$name}", $depth + 1);
        }
        return $plain;
    }

    private function refuse(string $field, string $message): mixed
    {
        $this->problems[] = ['field' => $field, 'message' => $message];
        return null;
    }

    private static function isText(string $bytes): bool
    {
        return preg_match('//u', $bytes) === 1;
    }

    private static function scrubbed(string $text): string
    {
        return self::isText($text) ? $text : (string) preg_replace('/[\x80-\xff]/', '?', $text);
    }
}
