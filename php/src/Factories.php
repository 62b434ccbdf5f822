<?php

declare(strict_types=1);

namespace Sanspay;

use Psr\Http\Message\RequestFactoryInterface;
use Psr\Http\Message\StreamFactoryInterface;

/**
 * What makes PSR-7 messages: what was given, or what is installed.
 *
 * @internal
 */
final class Factories
{
    private const KNOWN = ['Nyholm\Psr7\Factory\Psr17Factory', 'GuzzleHttp\Psr7\HttpFactory'];

    private function __construct()
    {
    }

    /**
     * @param list<object|null> $given one that does both is enough
     *
     * @return array{RequestFactoryInterface, StreamFactoryInterface}
     */
    public static function of(array $given): array
    {
        return [self::one(RequestFactoryInterface::class, $given), self::one(StreamFactoryInterface::class, $given)];
    }

    /**
     * @template F of object
     *
     * @param class-string<F> $kind
     * @param list<object|null> $given
     *
     * @return F the first that is of this kind
     */
    public static function one(string $kind, array $given): object
    {
        foreach ($given as $one) {
            if ($one instanceof $kind) {
                return $one;
            }
        }
        foreach (self::KNOWN as $class) {
            $one = class_exists($class) ? new $class() : null;
            if ($one instanceof $kind) {
                return $one;
            }
        }
        $name = substr((string) strrchr($kind, '\\'), 1);
        throw SanspayError::misuse(
            "there is nothing that makes PSR-7 messages: pass a {$name}, such as new Nyholm\\Psr7\\Factory\\Psr17Factory() of "
            . '`composer require nyholm/psr7`',
        );
    }
}
