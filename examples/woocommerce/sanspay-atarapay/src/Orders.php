<?php

declare(strict_types=1);

namespace SanspayAtaraPay;

use Sanspay\Outcome;
use WC_Order;
use wpdb;

/** What is kept beside a WooCommerce order, and how it is changed by one at a time. */
final class Orders
{
    private const OUTCOME = '_sanspay_outcome';
    private const QUESTION = '_sanspay_question';
    private const ASK_AFTER = '_sanspay_ask_after';
    private const PAYMENT = '_sanspay_payment';

    public static function find(int $number): ?WC_Order
    {
        $order = $number > 0 ? wc_get_order($number) : false;
        return $order instanceof WC_Order && $order->get_payment_method() === Gateway::ID ? $order : null;
    }

    /** The order that AtaraPay's order pays for, once that is proven. */
    public static function paidBy(string $payment): ?WC_Order
    {
        return self::all(['meta_key' => self::PAYMENT, 'meta_value' => $payment, 'limit' => 1])[0] ?? null;
    }

    /** @return list<WC_Order> those about which something is left to ask; WooCommerce cancels what is not paid in time */
    public static function due(int $now): array
    {
        $query = ['meta_key' => self::ASK_AFTER, 'meta_value' => $now, 'meta_compare' => '<=', 'meta_type' => 'NUMERIC'];
        return self::all($query + ['status' => ['pending', 'on-hold', 'processing', 'cancelled'], 'limit' => 50]);
    }

    /**
     * Changes an order, alone: WooCommerce has no lock on an order, and two notices may come at the same moment. Whoever
     * waited sees what became of it.
     *
     * @param \Closure(WC_Order): void $change
     */
    public static function change(int $number, \Closure $change): void
    {
        $database = $GLOBALS['wpdb'] ?? null;
        if (!$database instanceof wpdb) {
            throw new \LogicException('WordPress has no database');
        }
        $lock = 'sanspay_' . md5((string) constant('DB_NAME') . $database->prefix);
        if ((int) $database->get_var((string) $database->prepare('SELECT GET_LOCK(%s, 15)', $lock)) !== 1) {
            throw new \RuntimeException('the orders are being changed elsewhere for too long');
        }
        try {
            // What this request has read before is as old as the wait.
            clean_post_cache($number);
            wp_cache_flush_runtime();
            $order = self::find($number);
            if ($order !== null) {
                $change($order);
                $order->save();
            }
        } finally {
            $database->query((string) $database->prepare('SELECT RELEASE_LOCK(%s)', $lock));
        }
    }

    /** @return Outcome<mixed>|null all that is known of the payment, combined */
    public static function outcome(WC_Order $order): ?Outcome
    {
        $text = $order->get_meta(self::OUTCOME);
        return is_string($text) && $text !== '' ? Outcome::fromJson($text) : null;
    }

    public static function payment(WC_Order $order): ?string
    {
        $payment = $order->get_meta(self::PAYMENT);
        return is_string($payment) && $payment !== '' ? $payment : null;
    }

    /** @return array<string, mixed>|null */
    public static function question(WC_Order $order): ?array
    {
        /** @var array<string, mixed>|null $question */
        $question = json_decode((string) $order->get_meta(self::QUESTION), true);
        return $question;
    }

    public static function mayAsk(WC_Order $order): bool
    {
        return self::question($order) !== null && (int) $order->get_meta(self::ASK_AFTER) <= time();
    }

    /**
     * @param Outcome<mixed> $outcome
     * @param array<string, mixed>|null $question what is left to ask, after so many seconds
     */
    public static function keep(WC_Order $order, Outcome $outcome, ?array $question, int $seconds): void
    {
        $order->update_meta_data(self::OUTCOME, $outcome->toJson());
        if ($question === null) {
            self::askNoMore($order);
            return;
        }
        $order->update_meta_data(self::QUESTION, (string) wp_json_encode($question));
        $order->update_meta_data(self::ASK_AFTER, (string) (time() + $seconds));
    }

    public static function askNoMore(WC_Order $order): void
    {
        $order->delete_meta_data(self::QUESTION);
        $order->delete_meta_data(self::ASK_AFTER);
    }

    public static function keepPayment(WC_Order $order, string $payment): void
    {
        $order->update_meta_data(self::PAYMENT, $payment);
    }

    /**
     * @param array<string, mixed> $query
     *
     * @return list<WC_Order>
     */
    private static function all(array $query): array
    {
        $orders = wc_get_orders($query + ['payment_method' => Gateway::ID]);
        return array_values(array_filter(is_array($orders) ? $orders : [], fn (mixed $order) => $order instanceof WC_Order));
    }
}
