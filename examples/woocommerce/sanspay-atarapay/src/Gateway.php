<?php

declare(strict_types=1);

namespace SanspayAtaraPay;

use Sanspay\Plain;
use Sanspay\Sanspay;
use Sanspay\SanspayError;
use WC_Payment_Gateway;

/** AtaraPay as a way to pay in WooCommerce: its settings, its checkout, and the two addresses it is reached at. */
final class Gateway extends WC_Payment_Gateway
{
    public const ID = 'sanspay_atarapay';

    private ?Payments $payments = null;

    public function __construct()
    {
        $this->id = self::ID;
        $this->has_fields = false;
        $this->method_title = 'AtaraPay';
        $this->method_description = 'The money is held in escrow until the buyer has accepted the goods. Set this address as '
            . 'the callback URL in AtaraPay\'s dashboard: ' . WC()->api_request_url('sanspay_notice');
        $this->init_form_fields();
        $this->init_settings();
        $this->enabled = (string) $this->get_option('enabled');
        $this->title = (string) $this->get_option('title');
        add_action('woocommerce_update_options_payment_gateways_' . self::ID, fn () => $this->process_admin_options());
        add_action('woocommerce_receipt_' . self::ID, $this->receipt(...));
    }

    public function init_form_fields(): void
    {
        $this->form_fields = [
            'enabled' => ['title' => 'Enabled', 'type' => 'checkbox', 'label' => 'Take payments by AtaraPay', 'default' => 'no'],
            'title' => ['title' => 'Title', 'type' => 'text', 'default' => 'AtaraPay (held in escrow)'],
            'environment' => ['title' => 'Environment', 'type' => 'select', 'default' => 'staging',
                'options' => ['staging' => 'Staging', 'live' => 'Live: real money']],
            'public_key' => ['title' => 'Public key', 'type' => 'text', 'default' => ''],
            'private_key' => ['title' => 'Private key', 'type' => 'password', 'default' => '',
                'description' => 'Better in wp-config.php: define(\'SANSPAY_ATARAPAY_PRIVATE_KEY\', \'…\');'],
        ];
    }

    /** Naira alone: for dollars AtaraPay counts in naira at a rate of its own, which an order cannot be held against. */
    public function is_available(): bool
    {
        return parent::is_available() && get_woocommerce_currency() === 'NGN';
    }

    /**
     * @param int $order_id
     *
     * @return array{result: string, redirect?: string}
     */
    public function process_payment($order_id): array
    {
        $order = Orders::find((int) $order_id);
        if ($order === null) {
            return ['result' => 'failure'];
        }
        try {
            $this->payments()->form($order, WC()->api_request_url('sanspay_return'));
        } catch (SanspayError $error) {
            if ($error->kind !== 'invalid_input') {
                throw $error;
            }
            foreach ($error->problems as $problem) {
                wc_add_notice(esc_html("{$problem['field']} {$problem['message']}"), 'error');
            }
            return ['result' => 'failure'];
        }
        return ['result' => 'success', 'redirect' => $order->get_checkout_payment_url(true)];
    }

    /** @param int $order_id */
    public function receipt($order_id): void
    {
        $order = Orders::find((int) $order_id);
        if ($order !== null && $order->needs_payment()) {
            echo $this->payments()->form($order, WC()->api_request_url('sanspay_return'));
        }
    }

    public function cameBack(): never
    {
        $query = wp_unslash($_SERVER['QUERY_STRING'] ?? '');
        parse_str(is_string($query) ? $query : '', $brought);
        $order = Orders::find((int) (is_string($brought['product'] ?? null) ? $brought['product'] : 0));
        if ($order === null) {
            wp_die('There is no such order.', '', ['response' => 404]);
            exit;
        }
        $this->payments()->cameBack($order, (string) $query);
        wp_safe_redirect($order->get_checkout_order_received_url(), 303);
        exit;
    }

    public function notice(): never
    {
        $raw = (string) file_get_contents('php://input', length: Plain::LIMIT);
        if (($_SERVER['REQUEST_METHOD'] ?? '') !== 'POST' || strlen($raw) >= Plain::LIMIT) {
            self::answer($raw === '' ? 405 : 413);
        }
        // Of a multipart form PHP leaves only what it has read, and WordPress adds backslashes to that.
        $form = wp_unslash($_POST);
        $body = $raw === '' && is_array($form) && $form !== [] ? $form : $raw;
        self::answer($this->payments()->notice(array_filter(getallheaders() ?: [], 'is_string'), $body));
    }

    public function payments(): Payments
    {
        return $this->payments ??= new Payments(Sanspay::atarapay([
            'environment' => $this->get_option('environment') === 'live' ? 'live' : 'staging',
            'public_key' => (string) $this->get_option('public_key'),
            'private_key' => defined('SANSPAY_ATARAPAY_PRIVATE_KEY')
                ? (string) constant('SANSPAY_ATARAPAY_PRIVATE_KEY') : (string) $this->get_option('private_key'),
            // For a sandbox, and set nowhere but in wp-config.php.
            'base_url' => defined('SANSPAY_BASE_URL') ? (string) constant('SANSPAY_BASE_URL') : null,
        ]));
    }

    private static function answer(int $status): never
    {
        status_header($status);
        header('content-type: text/plain');
        echo $status === 200 ? "taken\n" : "refused\n";
        exit;
    }
}
