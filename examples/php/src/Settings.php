<?php

declare(strict_types=1);

namespace Shop;

/**
 * What a shop keeps out of its code, from the environment. With SANDBOX it is a shop for trying things out.
 *
 * @phpstan-import-type AtaraPayAccount from \Sanspay\Types
 * @phpstan-import-type AtMoonAccount from \Sanspay\Types
 */
final class Settings
{
    /** The address at which buyers and gateways reach the shop, without a slash at its end. */
    public static function origin(): string
    {
        return self::text('ORIGIN', 'http://127.0.0.1:8080');
    }

    public static function database(): string
    {
        return self::text('DATABASE', dirname(__DIR__) . '/shop.sqlite');
    }

    /** Where UPI payments must go: a link that pays somebody else is not shown. */
    public static function upiPayee(): string
    {
        return self::text('UPI_PAYEE', self::sandbox() === null ? '' : 'fpay.moonven@finobank');
    }

    /** @return AtaraPayAccount */
    public static function atarapay(): array
    {
        return [
            'environment' => self::text('ATARAPAY_ENVIRONMENT', 'staging') === 'live' ? 'live' : 'staging',
            'public_key' => self::text('ATARAPAY_PUBLIC_KEY', 'pub_test_1'),
            'private_key' => self::text('ATARAPAY_PRIVATE_KEY', 'prv_test_2'),
            'base_url' => self::sandbox(),
        ];
    }

    /** @return AtMoonAccount */
    public static function atmoon(): array
    {
        return [
            'environment' => self::text('ATMOON_ENVIRONMENT', 'uat') === 'live' ? 'live' : 'uat',
            'access_key' => self::text('ATMOON_ACCESS_KEY', '51a4bd18-5bc1-4eaa-97b0-c09323398883'),
            'merchant_key' => self::text('ATMOON_MERCHANT_KEY', '41d9eda4b67538fc8ad27e564ddde1bb7b20ad08'),
            'client_id' => self::text('ATMOON_CLIENT_ID', '61662'),
            'api_password' => self::text('ATMOON_API_PASSWORD', 'a90db387a3e3b8a22d923966326327c17e9a6ed6'),
            'user_id' => self::text('ATMOON_USER_ID', 'ATM172'),
            'utoken' => self::text('ATMOON_UTOKEN', '531234548188123'),
            'base_url' => self::sandbox(),
            'payin_url' => self::text('ATMOON_PAYIN_URL', (self::sandbox() ?? '') . '/sandbox/atmoon/payin'),
        ];
    }

    private static function sandbox(): ?string
    {
        return self::text('SANDBOX', '') ?: null;
    }

    private static function text(string $name, string $default): string
    {
        $value = getenv($name);
        return is_string($value) && $value !== '' ? $value : $default;
    }
}
