<?php

/**
 * Plugin Name: AtaraPay by sanspay
 * Description: AtaraPay's escrow for WooCommerce. An order is paid when AtaraPay has said so, and not before.
 * Version: 0.1.0
 * Requires at least: 6.1
 * Requires PHP: 8.1
 * License: MIT OR Apache-2.0
 */

declare(strict_types=1);

namespace SanspayAtaraPay;

defined('ABSPATH') || exit;

require __DIR__ . '/sanspay/autoload.php';

// Not before WooCommerce is there: the gateway extends a class of it.
add_action('plugins_loaded', static function (): void {
    if (!class_exists('WC_Payment_Gateway')) {
        return;
    }
    foreach (['Transport', 'Orders', 'Payments', 'Gateway'] as $class) {
        require_once __DIR__ . "/src/{$class}.php";
    }
    add_filter('woocommerce_payment_gateways', static fn (array $gateways): array => [...$gateways, Gateway::class]);
    // WooCommerce calls these for /?wc-api=…: the buyer who comes back, and AtaraPay's notices.
    add_action('woocommerce_api_sanspay_return', static fn () => (new Gateway())->cameBack());
    add_action('woocommerce_api_sanspay_notice', static fn () => (new Gateway())->notice());
    add_action('sanspay_ask', static fn () => (new Gateway())->payments()->askAllDue());
});

// Buyers do not always come back, so what is due is asked every five minutes.
add_filter('cron_schedules', static function (array $schedules): array {
    return $schedules + ['sanspay' => ['interval' => 300, 'display' => 'Every five minutes']];
});
register_activation_hook(__FILE__, static function (): void {
    wp_next_scheduled('sanspay_ask') || wp_schedule_event(time(), 'sanspay', 'sanspay_ask');
});
register_deactivation_hook(__FILE__, static fn () => wp_clear_scheduled_hook('sanspay_ask'));
