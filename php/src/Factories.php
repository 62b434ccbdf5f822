<?php

declare(strict_types=1);

namespace Sanspay;

use Psr\Http\Message\RequestFactoryInterface;
use Psr\Http\Message\StreamFactoryInterface;

/**
 * What makes PSR-7 requests: what was given, or what is installed.
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
        $requests = $streams = null;
        foreach ($given as $one) {
            $requests ??= $one instanceof RequestFactoryInterface ? $one : null;
            $streams ??= $one instanceof StreamFactoryInterface ? $one : null;
        }
        foreach (self::KNOWN as $class) {
            if (($requests === null || $streams === null) && class_exists($class)) {
                $one = new $class();
                $requests ??= $one instanceof RequestFactoryInterface ? $one : null;
                $streams ??= $one instanceof StreamFactoryInterface ? $one : null;
            }
        }
        if ($requests === null || $streams === null) {
            throw SanspayError::misuse(
                'there is nothing that makes PSR-7 requests: pass a RequestFactoryInterface and a StreamFactoryInterface, '
                . 'such as new Nyholm\Psr7\Factory\Psr17Factory() of `composer require nyholm/psr7`',
            );
        }
        return [$requests, $streams];
    }
}
