<?php

declare(strict_types=1);

namespace Sanspay\Tests\Support;

final class Purchase
{
    /**
     * @return array{email: string, phone_number: string, currency: string, amount: int, customer_firstname: string,
     *     customer_lastname: string, order_product_id: int, order_product_name: string, delivery_date: string,
     *     delivery_location: string, recipient: string, callback_url: string}
     */
    public static function of(int $amount, int $product = 1447): array
    {
        return [
            'email' => 'buyer@example.com',
            'phone_number' => '+2348082094382',
            'currency' => 'NGN',
            'amount' => $amount,
            'customer_firstname' => 'Emeka',
            'customer_lastname' => 'Adeniyi',
            'order_product_id' => $product,
            'order_product_name' => 'Telephone',
            'delivery_date' => '2026-12-01 12:00:00',
            'delivery_location' => 'Gombe',
            'recipient' => '+2348082094382',
            'callback_url' => 'http://127.0.0.1:9/return',
        ];
    }
}
