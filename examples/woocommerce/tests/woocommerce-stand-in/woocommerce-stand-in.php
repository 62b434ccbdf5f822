<?php

/**
 * Plugin Name: WooCommerce stand-in
 * Description: NOT WooCommerce. What the AtaraPay plugin uses of it and no more, so that the plugin can be tested where
 *     WooCommerce cannot be had: the names are WooCommerce's, the code is this test's. Never put it on a shop.
 */

declare(strict_types=1);

defined('ABSPATH') || exit;

abstract class WC_Payment_Gateway
{
    public string $id = '';
    public bool $has_fields = false;
    public string $method_title = '';
    public string $method_description = '';
    public string $title = '';
    public string $enabled = 'no';
    /** @var array<string, array<string, mixed>> */
    public array $form_fields = [];
    /** @var array<string, string> */
    public array $settings = [];

    public function init_settings(): void
    {
        $this->settings = (array) get_option("woocommerce_{$this->id}_settings", []);
    }

    public function get_option(string $key): string
    {
        return (string) ($this->settings[$key] ?? $this->form_fields[$key]['default'] ?? '');
    }

    public function process_admin_options(): bool
    {
        return true;
    }

    public function is_available(): bool
    {
        return $this->enabled === 'yes';
    }
}

/** One line of an order. */
final class WC_Order_Item
{
    public function __construct(private readonly string $name)
    {
    }

    public function get_name(): string
    {
        return $this->name;
    }
}

/**
 * An order as a post with its fields as metadata, as WooCommerce keeps it by default.
 *
 * @method string get_total()
 * @method string get_payment_method()
 * @method string get_transaction_id()
 * @method string get_billing_email()
 * @method string get_billing_phone()
 * @method string get_billing_first_name()
 * @method string get_billing_last_name()
 * @method string get_billing_city()
 */
final class WC_Order
{
    /** @var array<string, string|null> what is not saved yet */
    private array $changed = [];

    public function __construct(private readonly WP_Post $post)
    {
    }

    public function get_id(): int
    {
        return $this->post->ID;
    }

    /** @param list<mixed> $arguments */
    public function __call(string $name, array $arguments): string
    {
        return (string) get_post_meta($this->post->ID, substr($name, 4), true);
    }

    /** @return list<WC_Order_Item> */
    public function get_items(): array
    {
        return [new WC_Order_Item('Indigo throw'), new WC_Order_Item('Scarf "é"')];
    }

    public function get_date_created(): ?DateTimeImmutable
    {
        return new DateTimeImmutable($this->post->post_date_gmt, new DateTimeZone('UTC'));
    }

    public function get_status(): string
    {
        return substr((string) get_post_status($this->post->ID), 3);
    }

    public function needs_payment(): bool
    {
        return in_array($this->get_status(), ['pending', 'failed'], true);
    }

    public function get_meta(string $key): string
    {
        return array_key_exists($key, $this->changed)
            ? (string) $this->changed[$key] : (string) get_post_meta($this->post->ID, $key, true);
    }

    public function update_meta_data(string $key, string $value): void
    {
        $this->changed[$key] = $value;
    }

    public function delete_meta_data(string $key): void
    {
        $this->changed[$key] = null;
    }

    public function save(): void
    {
        foreach ($this->changed as $key => $value) {
            // As WooCommerce does: WordPress takes a backslash away.
            $value === null ? delete_post_meta($this->post->ID, $key) : update_post_meta($this->post->ID, $key, wp_slash($value));
        }
        $this->changed = [];
    }

    public function update_status(string $status, string $note = ''): void
    {
        add_post_meta($this->post->ID, 'transition', "{$this->get_status()} > {$status}");
        wp_update_post(['ID' => $this->post->ID, 'post_status' => "wc-{$status}"]);
        $this->add_order_note($note);
        $this->save();
    }

    public function payment_complete(string $transaction = ''): void
    {
        update_post_meta($this->post->ID, 'transaction_id', $transaction);
        $this->update_status('processing');
    }

    public function add_order_note(string $note): void
    {
        if ($note !== '') {
            add_post_meta($this->post->ID, 'note', wp_slash($note));
        }
    }

    public function get_checkout_payment_url(bool $on_checkout = false): string
    {
        return home_url("/?order-pay={$this->post->ID}");
    }

    public function get_checkout_order_received_url(): string
    {
        return home_url("/?order-received={$this->post->ID}");
    }
}

final class WooCommerce
{
    public function api_request_url(string $name): string
    {
        return home_url("/?wc-api={$name}");
    }
}

function WC(): WooCommerce
{
    return new WooCommerce();
}

function get_woocommerce_currency(): string
{
    return 'NGN';
}

function wc_get_order(int $id): WC_Order|false
{
    $post = get_post($id);
    return $post instanceof WP_Post && $post->post_type === 'shop_order' ? new WC_Order($post) : false;
}

/**
 * @param array<string, mixed> $query
 *
 * @return list<WC_Order>
 */
function wc_get_orders(array $query): array
{
    $status = array_map(fn (string $status) => "wc-{$status}", (array) ($query['status'] ?? ['pending', 'processing', 'on-hold', 'completed', 'cancelled', 'refunded']));
    $meta = array_filter(['key' => $query['meta_key'], 'value' => $query['meta_value'], 'compare' => $query['meta_compare'] ?? '=', 'type' => $query['meta_type'] ?? 'CHAR']);
    $posts = get_posts(['post_type' => 'shop_order', 'post_status' => $status, 'numberposts' => $query['limit'], 'meta_query' => [$meta]]);
    return array_map(fn (WP_Post $post) => new WC_Order($post), $posts);
}

function wc_add_notice(string $message, string $type): void
{
    global $stand_in_notices;
    $stand_in_notices[] = "{$type}: {$message}";
}

add_action('init', static function (): void {
    register_post_type('shop_order');
    foreach (['pending', 'processing', 'on-hold', 'completed', 'cancelled', 'refunded', 'failed'] as $status) {
        register_post_status("wc-{$status}", ['public' => false]);
    }
});

// The pages of WooCommerce that take part, and what the test looks at.
add_action('wp_loaded', static function (): void {
    global $stand_in_notices;
    $asked = fn (string $name): ?string => is_string($_GET[$name] ?? null) ? $_GET[$name] : null;
    if (($api = $asked('wc-api')) !== null) {
        do_action('woocommerce_api_' . strtolower(sanitize_key($api)));
        wp_die('-1');
    }
    $gateways = array_map(fn (string $class) => new $class(), apply_filters('woocommerce_payment_gateways', []));
    $gateway = array_values(array_filter($gateways, fn (WC_Payment_Gateway $gateway) => $gateway->is_available()))[0] ?? null;
    if ($asked('stand-in-checkout') !== null && $gateway !== null) {
        $id = wp_insert_post(['post_type' => 'shop_order', 'post_status' => 'wc-pending', 'post_title' => 'Order']);
        foreach (['payment_method' => $gateway->id] + wp_unslash($_POST) as $name => $value) {
            update_post_meta($id, (string) $name, wp_slash((string) $value));
        }
        $processed = $gateway->process_payment($id);
        wp_send_json(['order' => $id, 'notices' => $stand_in_notices ?? []] + $processed);
    }
    if (($id = $asked('order-pay')) !== null && ($order = wc_get_order((int) $id)) !== false) {
        do_action("woocommerce_receipt_{$order->get_payment_method()}", (int) $id);
        exit;
    }
    if (($id = $asked('order-received')) !== null && ($order = wc_get_order((int) $id)) !== false) {
        exit("Thank you. Your order is {$order->get_status()}.");
    }
    if (($id = $asked('stand-in-order')) !== null && ($order = wc_get_order((int) $id)) !== false) {
        wp_send_json(['status' => $order->get_status(), 'transitions' => get_post_meta((int) $id, 'transition'), 'notes' => get_post_meta((int) $id, 'note'),
            'transaction' => $order->get_transaction_id(), 'outcome' => $order->get_meta('_sanspay_outcome'), 'ask_after' => $order->get_meta('_sanspay_ask_after')]);
    }
    if (($id = $asked('stand-in-later')) !== null && wc_get_order((int) $id) !== false) {
        update_post_meta((int) $id, '_sanspay_ask_after', '1');
        if ($asked('placed') !== null) {
            $placed = gmdate('Y-m-d H:i:s', (int) $asked('placed'));
            wp_update_post(['ID' => (int) $id, 'post_date' => $placed, 'post_date_gmt' => $placed]);
        }
        do_action('sanspay_ask');
        exit('asked');
    }
}, 20);
