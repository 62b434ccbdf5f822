<?php

declare(strict_types=1);

namespace Shop;

use Sanspay\Outcome;

/** An order as it is stored. */
final class Order
{
    public const ESCROW = 'escrow';
    public const PAGE = 'page';
    public const UPI = 'upi';

    /**
     * @param self::* $method how it is paid
     * @param array{firstname: string, lastname: string, email: string, phone: string, city: string} $buyer
     * @param array<string, mixed>|null $question what to ask about the payment: the `next` of an outcome
     */
    public function __construct(
        /** Twelve digits by chance: who was not given the address does not find the order. */
        public readonly string $number,
        public readonly string $method,
        public readonly string $item,
        public readonly int $amount,
        public readonly string $currency,
        public readonly array $buyer,
        public readonly int $placed,
        /** A call that was begun and has no outcome yet. */
        public ?string $saved = null,
        /** AT MOON's payment page or UPI link, where the buyer goes. */
        public ?string $address = null,
        public ?array $question = null,
        /** When to ask it. */
        public int $ask_after = 0,
        /** All that is known of the payment, combined. */
        public ?Outcome $outcome = null,
        /** The gateway's or the bank's number of the payment, once it is proven. It pays for one order only. */
        public ?string $payment = null,
        /** Why a person must look. */
        public ?string $review = null,
        public ?int $shipped = null,
    ) {
    }

    /** Proven by the gateway. Nothing else is paid. */
    public function isPaid(): bool
    {
        $outcome = $this->outcome;
        return $outcome !== null && $outcome->verdict === 'done' && in_array($outcome->funds, ['held', 'settled'], true);
    }
}
